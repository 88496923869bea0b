package io.tieline.dispatcher;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final String name;
    private final Duration poll;
    private final Consumer<ConsumerRecord<byte[], byte[]>> taker;
    private final Runnable afterPoll;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Returns when all that is there has been read.
     *
     * @param consumer a member of no group; closed with this
     * @param poll how long one poll waits, and so how often {@code afterPoll} is done at least
     * @param taker takes every record that has a key, in order
     * @param afterPoll done after every poll, by the same thread
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
        try (consumer) {
            while (!closing) {
                takeOrWait();
                afterPoll.run();
            }
        } catch (WakeupException e) {
            if (!closing) {
                throw e;
            }
        }
    }

    private void takeOrWait() {
        try {
            take();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("topic", name)
                    .addKeyValue("error", e.getMessage())
                    .log("can't read the topic; trying again");
        }
    }

    private void take() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(poll)) {
            if (record.key() != null) {
                taker.accept(record);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
