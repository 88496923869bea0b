package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.intake.Seat;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.dispatcher.window.Flight;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

/** A request that runs on a thread of its own, as the intake lets it. */
final class Run {
    final CompletableFuture<Settlement> result = new CompletableFuture<>();
    private final Thread thread;

    Run(Bench bench, InferenceRequest request, Flight flight) {
        this(bench, request, flight, Bench.seat(flight));
    }

    Run(Bench bench, InferenceRequest request, Flight flight, Seat seat) {
        this(
                bench.dispatch(RecordReader.requests(bench.serdes, Topics.REQUESTS_BATCH)),
                Requests.record(request.getRequestId(), bench.serdes.encode(Topics.REQUESTS_BATCH, request)),
                flight,
                seat);
    }

    Run(Dispatch dispatch, ConsumerRecord<byte[], byte[]> record, Flight flight) {
        this(dispatch, record, flight, Bench.seat(flight));
    }

    private Run(Dispatch dispatch, ConsumerRecord<byte[], byte[]> record, Flight flight, Seat seat) {
        thread = Thread.ofVirtual().start(() -> {
            flight.runsOn(Thread.currentThread());
            try {
                result.complete(dispatch.handle(record, seat));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                flight.landed();
            }
        });
    }

    void awaitBlocked() {
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    Settlement settlement() {
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
