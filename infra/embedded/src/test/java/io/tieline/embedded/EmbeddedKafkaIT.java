package io.tieline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final TopicPartition IN = new TopicPartition("in", 0);
    private static final TopicPartition OUT = new TopicPartition("out", 0);

    @Test
    void carriesTransactionsOverRecordsAndOffsets() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            // Given
            createTopics(kafka, "in", "out");
            try (KafkaProducer<String, String> producer = producer(kafka, "tx-1");
                    KafkaConsumer<String, String> consumer = consumer(kafka, "group-1")) {
                producer.initTransactions();
                inTransaction(producer, () -> send(producer, "in", "question"));
                consumer.subscribe(List.of("in"));
                assertThat(values(consumer, 1)).containsExactly("question");

                // When
                producer.beginTransaction();
                send(producer, "out", "aborted");
                producer.flush();
                producer.abortTransaction();
                inTransaction(producer, () -> {
                    send(producer, "out", "answer");
                    producer.sendOffsetsToTransaction(
                            Map.of(IN, new OffsetAndMetadata(1, "window")), consumer.groupMetadata());
                });

                // Then
                assertThat(consumer.committed(Set.of(IN))).containsEntry(IN, new OffsetAndMetadata(1, "window"));
            }
            assertThat(readAll(kafka, OUT, 1)).containsExactly("answer");
            assertThat(kafka.fault()).isEmpty();
        }
    }

    @Test
    void keepsDataOverARestart(@TempDir Path dataDir) throws Exception {
        // Given
        int port;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Options.kept(dataDir))) {
            createTopics(kafka, "out");
            try (KafkaProducer<String, String> producer = producer(kafka, "tx-2")) {
                producer.initTransactions();
                inTransaction(producer, () -> send(producer, "out", "kept"));
            }
            String address = kafka.bootstrapServers();
            port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        }
        // When
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(EmbeddedKafka.Options.kept(dataDir).withPort(port))) {
            // Then
            assertThat(readAll(kafka, OUT, 1)).containsExactly("kept");
        }
        assertThat(Files.exists(dataDir)).isTrue();
    }

    @Test
    void aFatalFaultOfTheBrokerIsToldAndDoesNotEndTheProcess() {
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(EmbeddedKafka.Options.fresh().with("num.io.threads", "2"))) {
            // When
            Throwable thrown = catchThrowable(() -> Exit.halt(1, "disk on fire"));
            // Then
            assertThat(thrown).hasMessageContaining("disk on fire");
            assertThat(kafka.fault())
                    .hasValueSatisfying(fault -> assertThat(fault).contains("disk on fire"));
        }
    }

    @Test
    void saysThatItsPortIsTaken() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedKafka.Options options = EmbeddedKafka.Options.fresh().withPort(taken.getLocalPort());
            // When, Then
            assertThatThrownBy(() -> EmbeddedKafka.start(options))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("port " + taken.getLocalPort()
                            + " of 127.0.0.1 is in use, so that Kafka can't listen there");
        }
    }

    @Test
    void leavesNothingBehindWhereItDoesNotStart() {
        // When
        Throwable failure = catchThrowable(
                () -> EmbeddedKafka.start(EmbeddedKafka.Options.fresh().with("num.io.threads", "none")));
        // Then
        assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessageContaining("num.io.threads");
        Matcher dataDir = Pattern.compile("Kafka didn't start in ([^:]+):").matcher(failure.getMessage());
        assertThat(dataDir.find()).isTrue();
        assertThat(Path.of(dataDir.group(1))).doesNotExist();
    }

    private static void createTopics(EmbeddedKafka kafka, String... names) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            List<NewTopic> topics = List.of(names).stream()
                    .map(name -> new NewTopic(name, 1, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
        }
    }

    private static void inTransaction(KafkaProducer<String, String> producer, Runnable body) {
        producer.beginTransaction();
        body.run();
        producer.commitTransaction();
    }

    private static void send(KafkaProducer<String, String> producer, String topic, String value) {
        // A transaction's commit throws what kept any of its records from being written.
        Future<RecordMetadata> told = producer.send(new ProducerRecord<>(topic, "k", value));
        assertThat(told).isNotNull();
    }

    private static List<String> readAll(EmbeddedKafka kafka, TopicPartition partition, int count) {
        try (KafkaConsumer<String, String> consumer = consumer(kafka, "reader")) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return values(consumer, count);
        }
    }

    private static List<String> values(KafkaConsumer<String, String> consumer, int count) {
        List<String> values = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                        values.add(record.value());
                    }
                    return values.size() >= count;
                });
        return values;
    }

    private static KafkaProducer<String, String> producer(EmbeddedKafka kafka, String transactionalId) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", transactionalId),
                new StringSerializer(),
                new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedKafka kafka, String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", kafka.bootstrapServers(),
                        "group.id", group,
                        "group.protocol", "consumer",
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
