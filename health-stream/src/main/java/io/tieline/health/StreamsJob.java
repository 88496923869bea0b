package io.tieline.health;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job of the service. A fault of its own doesn't end it. Thread-safe. */
final class StreamsJob {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamsJob.class);
    private static final Duration PAUSE_BEFORE_REPLACEMENT = Duration.ofSeconds(1);

    private final String name;
    private final KafkaStreams streams;
    private final CountDownLatch running = new CountDownLatch(1);

    /**
     * Prepares it.
     *
     * @param name for the log
     */
    StreamsJob(String name, Topology topology, Properties settings) {
        this.name = name;
        this.streams = new KafkaStreams(topology, settings);
        streams.setUncaughtExceptionHandler(this::replaceThread);
        streams.setStateListener((state, before) -> {
            LOGGER.atInfo()
                    .addKeyValue("job", name)
                    .addKeyValue("state", state)
                    .addKeyValue("before", before)
                    .log("a job of the health stream changed its state");
            if (state == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
    }

    KafkaStreams streams() {
        return streams;
    }

    void start() {
        streams.start();
    }

    /** Whether it has its share of the work and all state is restored. */
    boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Waits until it has been ready for the first time; false where the time was not enough. */
    boolean awaitReady(Duration timeout) throws InterruptedException {
        return running.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Stops it and leaves the group, so that another instance takes over at once.
     *
     * @return false where the time was not enough for it to end in order
     */
    boolean close(Duration timeout) {
        return streams.close(
                CloseOptions.timeout(timeout).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    /** The pause keeps a fault that doesn't pass, such as a missing topic, from spinning. */
    private StreamThreadExceptionResponse replaceThread(Throwable fault) {
        LOGGER.atError().setCause(fault).addKeyValue("job", name).log("A thread of a job failed and is replaced");
        LockSupport.parkNanos(PAUSE_BEFORE_REPLACEMENT.toNanos());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
