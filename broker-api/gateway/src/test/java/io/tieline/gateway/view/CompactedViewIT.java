package io.tieline.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.gateway.Installation;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.JobPin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompactedViewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path data;

    private static Installation installation;
    private static KafkaWriter<JobPin> writer;

    @BeforeAll
    static void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.kept(data));
        writer = new KafkaWriter<>(installation.kafka(), installation.serdes(), Topics.JOB_PINS);
    }

    @AfterAll
    static void stop() {
        writer.close();
        installation.close();
    }

    @Test
    void shouldKnowWhatWasThereAndFindWhatComes() throws IOException {
        // Given
        put("old", "a");
        put("changed", "a");
        put("changed", "b");
        put("gone", "a");
        writer.remove("gone");
        try (CompactedView<JobPin> view = view()) {
            assertThat(view.get("old")).contains(pin("old", "a"));
            assertThat(view.get("changed")).contains(pin("changed", "b"));
            assertThat(view.get("gone")).isEmpty();
            assertThat(view.knows("gone")).isFalse();

            // When
            put("new", "a");
            writer.remove("old");

            // Then
            assertThat(view.find("new", PATIENCE)).contains(pin("new", "a"));
            view.catchUp(PATIENCE);
            assertThat(view.get("old")).isEmpty();
            assertThat(view.values()).contains(pin("new", "a"), pin("changed", "b"));
        }
    }

    @Test
    void shouldSeeEachRecordThatWasAcknowledgedBeforeItCaughtUp() throws IOException {
        try (CompactedView<JobPin> view = view()) {
            for (int i : IntStream.range(0, 200).toArray()) {
                // When
                put("each-" + i, "a");
                view.catchUp(PATIENCE);

                // Then
                assertThat(view.get("each-" + i)).as("record %d", i).isPresent();
            }
        }
    }

    @Test
    void shouldSeeCommittedRecordsAlone() throws Exception {
        Map<String, Object> settings = new HashMap<>(installation.kafka().clientProperties(Map.of()));
        settings.put("transactional.id", "pins");
        try (CompactedView<JobPin> view = view();
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            // Given
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(record("aborted"));
            producer.flush();
            producer.abortTransaction();

            // When
            producer.beginTransaction();
            var _ = producer.send(record("committed"));
            producer.commitTransaction();

            // Then: Kafka ends a transaction for its readers a moment after it has for its writer
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(view.knows("committed")).isTrue());
            assertThat(view.knows("aborted")).isFalse();
        }
    }

    @Test
    void shouldNotPassOverWhatIsAcknowledgedBehindAnOpenTransaction() throws Exception {
        Map<String, Object> settings = new HashMap<>(installation.kafka().clientProperties(Map.of()));
        settings.put("transactional.id", "left-open");
        try (CompactedView<JobPin> view = view(IsolationLevel.READ_UNCOMMITTED);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            // Given
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record("never-ended")).get();

            // When
            put("never-ended", "acknowledged");

            // Then
            assertThatExceptionOfType(NotCaughtUpException.class)
                    .isThrownBy(() -> view.find("never-ended", Duration.ofSeconds(1)));
            producer.abortTransaction();
            assertThat(view.find("never-ended", PATIENCE)).contains(pin("never-ended", "acknowledged"));
        }
    }

    @Test
    void shouldKnowAKeyWhoseValueCannotBeRead() throws Exception {
        try (CompactedView<JobPin> view = view();
                var producer = new KafkaProducer<>(
                        installation.kafka().clientProperties(Map.of()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            // When
            producer.send(new ProducerRecord<>(Topics.JOB_PINS.name(), "garbled", new byte[] {7}))
                    .get();
            put("readable", "a");

            // Then
            view.catchUp(PATIENCE);
            assertThat(view.knows("garbled")).isTrue();
            assertThat(view.get("garbled")).isEmpty();
            assertThat(view.get("readable")).isPresent();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldKeepWhatItKnowsWhileKafkaIsAwayAndGoOnAfterwards() throws Exception {
        // Given
        put("before", "a");
        try (CompactedView<JobPin> view = view()) {
            // When
            installation.stopKafka();

            // Then
            assertThat(view.get("before")).isPresent();
            assertThatExceptionOfType(NotCaughtUpException.class)
                    .isThrownBy(() -> view.catchUp(Duration.ofSeconds(2)))
                    .withMessageContaining("tieline.job-pins");

            // When
            installation.startKafkaAgain();

            // Then
            await().atMost(PATIENCE).ignoreException(IOException.class).untilAsserted(() -> {
                put("after", "a");
                assertThat(view.find("after", PATIENCE)).isPresent();
            });
        }
    }

    private static CompactedView<JobPin> view() throws IOException {
        return view(IsolationLevel.READ_COMMITTED);
    }

    private static CompactedView<JobPin> view(IsolationLevel upTo) throws IOException {
        return new CompactedView<>(installation.kafka(), installation.serdes(), Topics.JOB_PINS, upTo);
    }

    private static ProducerRecord<String, byte[]> record(String jobId) {
        return new ProducerRecord<>(
                Topics.JOB_PINS.name(), jobId, installation.serdes().encode(Topics.JOB_PINS, pin(jobId, "a")));
    }

    private static void put(String jobId, String family) throws IOException {
        writer.put(jobId, pin(jobId, family));
    }

    private static JobPin pin(String jobId, String family) {
        return new JobPin(jobId, family, Instant.EPOCH, "acme");
    }
}
