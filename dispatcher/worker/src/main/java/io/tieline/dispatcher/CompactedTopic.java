package io.tieline.dispatcher;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a short compacted topic from its beginning, and goes on following it in a thread of its own. With the topic out
 * of reach, what is known so far goes on to count, and reading is tried again.
 */
final class CompactedTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompactedTopic.class);

    /** Some failures come back at once: without a pause, a right that is missing would keep a core busy. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final String name;
    private final Duration poll;
    private final Consumer<ConsumerRecord<byte[], byte[]>> taker;
    private final Runnable afterPoll;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * Returns when all that is there has been read.
     *
     * @param consumer a member of no group; closed with this
     * @param poll how long one poll waits, and so how often {@code afterPoll} is done while polls succeed
     * @param taker takes every record that has a key, in order; one that it fails at is passed over
     * @param afterPoll done after every poll, failed ones included, by the same thread
     */
    CompactedTopic(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            String name,
            Duration poll,
            Consumer<ConsumerRecord<byte[], byte[]>> taker,
            Runnable afterPoll) {
        this.consumer = consumer;
        this.name = name;
        this.poll = poll;
        this.taker = taker;
        this.afterPoll = afterPoll;
        try {
            readWhatIsThere();
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        thread = Thread.ofPlatform().name("follow-" + name).start(this::follow);
    }

    private void readWhatIsThere() {
        List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            take();
        }
    }

    private void follow() {
        try {
            while (closing.getCount() > 0) {
                boolean polled = succeeds(this::take, "can't read the topic; trying again");
                // Before the pause: with nothing to be read, what is known has to grow old.
                boolean done = succeeds(afterPoll, "a defect in what follows a poll; going on");
                if (!polled || !done) {
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // It has no group to leave: waiting would be for the answer to its last question, which nobody reads.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** Whatever fails, the thread goes on: without it nobody would notice that what is known grows old. */
    private boolean succeeds(Runnable step, String otherwise) {
        try {
            step.run();
            return true;
        } catch (WakeupException e) {
            // Closing, which nobody else wakes it for.
            return true;
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("topic", name)
                    .addKeyValue("error", e.getMessage())
                    .log(otherwise);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("topic", name).log(otherwise);
        }
        return false;
    }

    private void pause() throws InterruptedException {
        boolean _ = closing.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void take() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(poll)) {
            if (record.key() != null) {
                take(record);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            taker.accept(record);
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("topic", name)
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("a defect at a record; passed over");
        }
    }

    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
