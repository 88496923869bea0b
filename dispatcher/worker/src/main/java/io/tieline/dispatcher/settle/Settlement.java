package io.tieline.dispatcher.settle;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a finished request leaves behind.
 *
 * @param records written in one transaction with the offset of the request
 * @param smaller what is written instead if Kafka refuses one of the records for its size; of a size that doesn't depend
 *     on the request, for what is refused of it is left out
 */
public record Settlement(
        List<ProducerRecord<byte[], byte[]>> records, Supplier<List<ProducerRecord<byte[], byte[]>>> smaller) {
    public Settlement {
        records = List.copyOf(records);
    }
}
