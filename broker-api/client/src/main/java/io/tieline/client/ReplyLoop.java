package io.tieline.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads replies and hands them to those who wait for them, until it is closed. It outlives whatever Kafka
 * throws: connections come back. It owns the consumer from its start on.
 */
final class ReplyLoop implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplyLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /** What is to be done before each poll. */
    interface Preparation {
        /** Whether there is anything to read; waits a moment where there isn't. */
        boolean ready() throws InterruptedException;
    }

    /** Reads the value of a reply record. */
    interface Decoder {
        /** Throws {@link NoReplyException} where the bytes can't be read. */
        Reply decode(String requestId, byte[] value);
    }

    private final Consumer<String, byte[]> consumer;
    private final WaitingReplies waiting;
    private final Decoder decoder;
    private final Preparation preparation;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private ReplyLoop(
            String name,
            Consumer<String, byte[]> consumer,
            WaitingReplies waiting,
            Decoder decoder,
            Preparation preparation) {
        this.consumer = consumer;
        this.waiting = waiting;
        this.decoder = decoder;
        this.preparation = preparation;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static ReplyLoop start(
            String name,
            Consumer<String, byte[]> consumer,
            WaitingReplies waiting,
            Decoder decoder,
            Preparation preparation) {
        ReplyLoop loop = new ReplyLoop(name, consumer, waiting, decoder, preparation);
        loop.thread.start();
        return loop;
    }

    private void run() {
        InstantSource clock = InstantSource.system();
        Instant nextSweep = Instant.MIN;
        try {
            while (closing.getCount() > 0) {
                readOnce();
                Instant now = clock.instant();
                // Not after each poll: under load these are many, and so are those who wait.
                if (now.isAfter(nextSweep)) {
                    waiting.expire(now);
                    nextSweep = now.plus(POLL);
                }
            }
        } catch (InterruptedException e) {
            LOGGER.atError().setCause(e).log("The thread that reads replies was interrupted by a stranger and ends");
        } finally {
            // It has no group to leave: waiting would be for the answer to its last question, which nobody reads.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void readOnce() throws InterruptedException {
        try {
            if (preparation.ready()) {
                consumer.poll(POLL).forEach(this::deliver);
            }
        } catch (WakeupException e) {
            LOGGER.atDebug().log("Woken up to end");
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).log("Replies can't be read now; trying again");
            boolean closed = closing.await(PAUSE_AFTER_FAULT.toMillis(), TimeUnit.MILLISECONDS);
            LOGGER.atDebug().addKeyValue("closed", closed).log("Pause is over");
        }
    }

    private void deliver(ConsumerRecord<String, byte[]> record) {
        String requestId = record.key();
        boolean awaited =
                requestId != null && waiting.answer(requestId, () -> decoder.decode(requestId, record.value()));
        if (!awaited) {
            LOGGER.atDebug()
                    .addKeyValue("requestId", requestId)
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("Nobody waits for this reply");
        }
    }

    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
