package io.tieline.gateway.view;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its beginning and goes on following it in a thread of its own. With Kafka out of reach, what was
 * read so far goes on to count, and reading is tried again. Thread-safe.
 */
public final class TopicFollower<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FIRST_READING = Duration.ofMinutes(5);

    /** Kafka is given so long to say where a topic ends; who has more time asks again. */
    private static final Duration ONE_QUESTION = Duration.ofSeconds(5);

    /** Some failures come back at once: without a pause, a right that is missing would keep a core busy. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final AvroSerdes serdes;
    private final Topic<V> topic;
    private final Consumer<Change<V>> taker;
    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final IsolationLevel upTo;
    private final List<TopicPartition> partitions;
    private final SharedAnswer<Map<TopicPartition, Long>> ends = new SharedAnswer<>(this::askForEnds);
    private final Progress progress = new Progress();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private TopicFollower(
            KafkaConnection kafka,
            AvroSerdes serdes,
            Topic<V> topic,
            IsolationLevel upTo,
            Consumer<Change<V>> taker,
            List<TopicPartition> partitions,
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        this.serdes = serdes;
        this.topic = topic;
        this.upTo = upTo;
        this.taker = taker;
        this.partitions = partitions;
        this.consumer = consumer;
        this.admin = Admin.create(kafka.clientProperties(Map.of()));
        this.thread =
                Thread.ofPlatform().daemon().name("follow-" + topic.name()).unstarted(this::follow);
    }

    /**
     * Returns when all that is there has been read.
     *
     * @param upTo where the topic is taken to end in {@link #catchUp}: {@code READ_COMMITTED}, before the first transaction
     *     that is open; {@code READ_UNCOMMITTED}, for topics with writers of both sorts, at its last record, for an
     *     acknowledged one may stand behind a transaction that somebody else has left open
     * @param taker takes every record that has a key, those of a partition in their order, in one thread
     * @throws NotCaughtUpException if Kafka doesn't give it all
     * @throws IllegalStateException if there is no such topic
     */
    public static <V extends SpecificRecord> TopicFollower<V> start(
            KafkaConnection kafka, AvroSerdes serdes, Topic<V> topic, IsolationLevel upTo, Consumer<Change<V>> taker)
            throws NotCaughtUpException {
        TopicFollower<V> follower = assigned(kafka, serdes, topic, upTo, taker);
        follower.thread.start();
        try {
            follower.catchUp(FIRST_READING);
        } catch (NotCaughtUpException e) {
            follower.close();
            throw e;
        }
        return follower;
    }

    private static <V extends SpecificRecord> TopicFollower<V> assigned(
            KafkaConnection kafka, AvroSerdes serdes, Topic<V> topic, IsolationLevel upTo, Consumer<Change<V>> taker)
            throws NotCaughtUpException {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.clientProperties(consumerSettings()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IllegalStateException("there is no topic " + topic.name() + ": run `tieline topics create`");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return new TopicFollower<>(kafka, serdes, topic, upTo, taker, partitions, consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw new NotCaughtUpException(topic.name(), String.valueOf(e.getMessage()), e);
        } catch (IllegalStateException e) {
            consumer.close();
            throw e;
        }
    }

    private static Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /**
     * Returns once all that is in the topic at this moment has been read and taken.
     *
     * @throws NotCaughtUpException if that isn't done in time
     */
    public void catchUp(Duration timeout) throws NotCaughtUpException {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            Map<TopicPartition, Long> ends = ends(end);
            if (!progress.await(ends, end - System.nanoTime())) {
                throw new NotCaughtUpException(topic.name(), "it wasn't read in " + timeout.toMillis() + " ms", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotCaughtUpException(topic.name(), "the thread was interrupted", e);
        }
    }

    /**
     * All who ask at a time share an answer. A client of Kafka asks a broker one question after the other: where each asked for
     * himself, those who had waited for a broker to come back would queue until all their questions were too old.
     */
    private Map<TopicPartition, Long> ends(long end) throws InterruptedException, NotCaughtUpException {
        while (true) {
            try {
                return ends.ask().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                boolean mayPass = e.getCause() instanceof RetriableException;
                if (!mayPass || System.nanoTime() >= end) {
                    throw endUnknown(e);
                }
            } catch (TimeoutException e) {
                throw endUnknown(e);
            }
        }
    }

    private NotCaughtUpException endUnknown(Exception e) {
        String why = e.getMessage() == null ? "no answer" : e.getMessage();
        return new NotCaughtUpException(topic.name(), "Kafka doesn't say where it ends: " + why, e);
    }

    /** The consumer belongs to its thread, which may be waiting for a broker: others are asked by a client of their own. */
    private CompletionStage<Map<TopicPartition, Long>> askForEnds() {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        var options = new ListOffsetsOptions(upTo).timeoutMs(Math.toIntExact(ONE_QUESTION.toMillis()));
        return admin.listOffsets(latest, options)
                .all()
                .toCompletionStage()
                .thenApply(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().offset())));
    }

    private void follow() {
        try {
            while (closing.getCount() > 0) {
                if (!readOnce()) {
                    boolean _ = closing.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // It has no group to leave: waiting would be for the answer to its last question, which nobody reads.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** Whatever fails, the thread goes on: without it, what is known would grow old unnoticed. */
    private boolean readOnce() {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            boolean all = true;
            for (TopicPartition partition : records.partitions()) {
                all &= take(partition, records.records(partition));
            }
            progress.reached(partitions.stream().collect(Collectors.toMap(Function.identity(), consumer::position)));
            return all;
        } catch (WakeupException e) {
            // Closing, which nobody else wakes it for.
            return true;
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("error", e.getMessage())
                    .log("can't read the topic; trying again");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("topic", topic.name()).log("a defect in following; going on");
        }
        return false;
    }

    /** Takes records in their order; at one that can't be read yet, the partition is held there. */
    private boolean take(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null && !take(record)) {
                consumer.seek(partition, record.offset());
                return false;
            }
        }
        return true;
    }

    private boolean take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            hand(new Change.Gone<>(key));
            return true;
        }
        return switch (serdes.decode(topic, record.value())) {
            case Decoded.Value<V>(V value) -> {
                hand(new Change.Is<>(key, value));
                yield true;
            }
            case Decoded.Undecodable<V>(String reason) -> {
                LOG.atWarn()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("key", key)
                        .addKeyValue("reason", reason)
                        .log("a record can't be read; passed over");
                hand(new Change.Unreadable<>(key, reason));
                yield true;
            }
            case Decoded.RegistryAway<V>(String reason) -> {
                LOG.atWarn()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("reason", reason)
                        .log("a record can't be read while the registry is away; trying again");
                yield false;
            }
        };
    }

    private void hand(Change<V> change) {
        try {
            taker.accept(change);
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("key", change.key())
                    .log("a defect at a record; passed over");
        }
    }

    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            boolean _ = thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ofSeconds(1));
    }
}
