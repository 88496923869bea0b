package io.tieline.dispatcher.intake;

import io.tieline.dispatcher.settle.Settlement;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Works on one record until its outcome is known. Called on a virtual thread of its own; blocking is fine. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Runs the request.
     *
     * @return what it leaves behind; every way a request can end is a value
     * @throws InterruptedException if the flight was abandoned: somebody else will run the request
     */
    Settlement handle(ConsumerRecord<byte[], byte[]> record, Seat seat) throws InterruptedException;
}
