package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.platform.KafkaConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions that end while Kafka's only broker stops. For a moment its partitions have no leader, and it still answers: it
 * says that the transaction is committed and leaves all of it open.
 */
class ForgottenTransactionsIT {
    private static final TopicPartition REQUESTS = new TopicPartition("requests", 0);
    private static final TopicPartition REPLIES = new TopicPartition("replies", 0);
    private static final int SETTLERS = 24;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path data;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Options.kept(data));
        try (Admin admin = admin()) {
            admin.createTopics(List.of(
                            new NewTopic(REQUESTS.topic(), Optional.of(1), Optional.empty()),
                            new NewTopic(REPLIES.topic(), Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldUndoRepliesTogetherWithTheirOffsets() throws Exception {
        // Given
        stopWhileAllCommit();
        Optional<Integer> found = leftOpen();
        assumeTrue(found.isPresent(), "Kafka has ended every transaction: this broker doesn't forget any");
        int settler = found.get();

        // When those of all are ended, for nobody reads on behind one that is open
        try (Admin admin = admin()) {
            ForgottenTransactions forgotten = new ForgottenTransactions(admin, Set.of(REPLIES.topic()), Duration.ZERO);
            for (int i = 0; i < SETTLERS; i++) {
                forgotten.end(group(i));
            }
        }

        // Then what is done again from where the offset stands is there once
        int again = await().atMost(PATIENCE)
                        .until(() -> offset(settler), Optional::isPresent)
                        .orElseThrow()
                + 1;
        try (KafkaProducer<Integer, Integer> successor = producer(settler)) {
            settle(successor, member(settler), settler, again);
        }
        List<Integer> replies = await().atMost(PATIENCE).until(() -> replies(settler), each -> each.contains(again));
        assertThat(replies).doesNotHaveDuplicates();
    }

    /** There are enough of them for some to commit in whatever moment. */
    private void stopWhileAllCommit() throws InterruptedException {
        List<Thread> settlers = new ArrayList<>();
        for (int i = 0; i < SETTLERS; i++) {
            int settler = i;
            settlers.add(Thread.ofVirtual().start(() -> settleUntilItFails(settler)));
        }
        for (int i = 0; i < SETTLERS; i++) {
            int settler = i;
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> offset(settler).filter(offset -> offset > 0).isPresent());
        }
        int port = URI.create("kafka://" + kafka.bootstrapServers()).getPort();
        kafka.close();
        for (Thread each : settlers) {
            each.join();
        }
        kafka = EmbeddedKafka.start(EmbeddedKafka.Options.kept(data).withPort(port));
    }

    private void settleUntilItFails(int settler) {
        KafkaProducer<Integer, Integer> producer = producer(settler);
        ConsumerGroupMetadata member = member(settler);
        try {
            for (int next = 1; ; next++) {
                settle(producer, member, settler, next);
            }
        } catch (KafkaException e) {
            // The broker is gone: closed in order, the producer would wait for it.
            producer.close(Duration.ZERO);
        }
    }

    private static void settle(
            KafkaProducer<Integer, Integer> producer, ConsumerGroupMetadata member, int settler, int offset) {
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>(REPLIES.topic(), REPLIES.partition(), settler, offset));
        producer.sendOffsetsToTransaction(Map.of(REQUESTS, new OffsetAndMetadata(offset)), member);
        producer.commitTransaction();
    }

    /** Somebody whose offset is uncertain though its coordinator knows of nothing that is under way. */
    private Optional<Integer> leftOpen() throws Exception {
        try (Admin admin = admin()) {
            for (int i = 0; i < SETTLERS; i++) {
                int settler = i;
                var known = await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(
                                () -> admin.listTransactions().all().get().stream()
                                        .filter(each -> each.transactionalId().equals(group(settler)))
                                        .toList(),
                                each -> !each.isEmpty());
                boolean open = await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> Optional.of(offset(settler).isEmpty()), Optional::isPresent)
                        .orElseThrow();
                if (open && ForgottenTransactions.isForgotten(known)) {
                    return Optional.of(settler);
                }
            }
        }
        return Optional.empty();
    }

    /** What is committed; empty while that is uncertain. */
    private Optional<Integer> offset(int settler) {
        try (KafkaFacts facts = new KafkaFacts(admin(), Set.of())) {
            var position = facts.committed(group(settler), Set.of(REQUESTS)).get(REQUESTS);
            return Optional.of(position == null ? 0 : (int) position.offset());
        } catch (UnstableOffsetCommitException e) {
            return Optional.empty();
        }
    }

    private List<Integer> replies(int settler) throws ExecutionException, InterruptedException {
        List<Integer> values = new ArrayList<>();
        try (KafkaConsumer<Integer, Integer> consumer = new KafkaConsumer<>(
                connection().clientProperties(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
                new IntegerDeserializer(),
                new IntegerDeserializer())) {
            consumer.assign(List.of(REPLIES));
            consumer.seekToBeginning(List.of(REPLIES));
            long end = consumer.endOffsets(List.of(REPLIES)).values().iterator().next();
            while (consumer.position(REPLIES) < end) {
                for (ConsumerRecord<Integer, Integer> reply : consumer.poll(Duration.ofMillis(200))) {
                    if (reply.key() == settler) {
                        values.add(reply.value());
                    }
                }
            }
        }
        return values;
    }

    private ConsumerGroupMetadata member(int settler) {
        try (KafkaConsumer<Integer, Integer> consumer = new KafkaConsumer<>(
                connection().clientProperties(Map.of(ConsumerConfig.GROUP_ID_CONFIG, group(settler))),
                new IntegerDeserializer(),
                new IntegerDeserializer())) {
            return consumer.groupMetadata();
        }
    }

    private static String group(int settler) {
        return "settler-" + settler;
    }

    private KafkaProducer<Integer, Integer> producer(int settler) {
        KafkaProducer<Integer, Integer> producer = new KafkaProducer<>(
                connection()
                        .clientProperties(Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG, group(settler),
                                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000)),
                new IntegerSerializer(),
                new IntegerSerializer());
        producer.initTransactions();
        return producer;
    }

    private Admin admin() {
        return Admin.create(connection().clientProperties(Map.of()));
    }

    private KafkaConnection connection() {
        return KafkaConnection.to(kafka.bootstrapServers());
    }
}
