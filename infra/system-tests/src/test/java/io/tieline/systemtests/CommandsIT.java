package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.QualityTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands write to topics, where no dispatcher takes it. */
class CommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Stack stack;

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        stack = Stack.start(StackOptions.fresh().withoutServices(), step -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldAskWhatTheOptionsOfASubmissionSay() throws Exception {
        // Given
        Path text = Files.writeString(folder.resolve("a.txt"), "about tides");
        Path schema = Files.writeString(folder.resolve("schema.json"), "{\"type\": \"object\"}");

        // When
        run(
                "submit",
                text.toString(),
                "--tenant=acme",
                "--route=extract",
                "--job=invoices",
                "--json-schema=" + schema,
                "--max-output-tokens=50",
                "--allow-truncated",
                "--fallback-on-refusal",
                "--min-tier=frontier",
                "--no-degraded",
                "--max-call-usd=0.02",
                "--jurisdiction=eu",
                "--jurisdiction=ch");

        // Then
        assertThat(first(Topics.REQUESTS_BATCH)).satisfies(request -> {
            assertThat(request.getTenant()).isEqualTo("acme");
            assertThat(request.getRoute()).isEqualTo("extract");
            assertThat(request.getJobId()).isEqualTo("invoices");
            assertThat(request.getJsonSchema()).isEqualTo("{\"type\": \"object\"}");
            assertThat(request.getMaxOutputTokens()).isEqualTo(50);
            assertThat(request.getTruncationAllowed()).isTrue();
            assertThat(request.getFallbackOnRefusal()).isTrue();
            assertThat(request.getMinimumTier()).isEqualTo(QualityTier.FRONTIER);
            assertThat(request.getDegradedAllowed()).isFalse();
            assertThat(request.getMaxCallMicroUsd()).isEqualTo(20_000);
            assertThat(request.getJurisdictions()).containsExactly("eu", "ch");
        });
    }

    @Test
    void shouldSayWhatIsTakenBackAndWhy() throws Exception {
        // When
        Process cancel = run("cancel", "--job", "night", "--reason", "wrong folder");

        // Then
        assertThat(cancel.waitFor(PATIENCE)).isTrue();
        assertThat(cancel.exitValue()).isZero();
        assertThat(first(Topics.CANCELLATIONS)).satisfies(cancellation -> {
            assertThat(cancellation.getId()).isEqualTo("night");
            assertThat(cancellation.getReason()).isEqualTo("wrong folder");
        });
    }

    private Process run(String command, String... args) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dtieline.log=" + folder.resolve("tieline.log"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.tieline.cli.Main",
                command,
                "--config",
                stack.configFile().toString()));
        line.addAll(List.of(args));
        Process process = new ProcessBuilder(line).inheritIO().start();
        processes.add(process);
        return process;
    }

    private static <V extends SpecificRecord> V first(Topic<V> topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                stack.kafka().clientProperties(Map.of()), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Stack.PARTITIONS)
                    .mapToObj(number -> new TopicPartition(topic.name(), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<V> found = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(50))
                        .forEach(record -> found.add(
                                stack.serdes().deserializer(topic).deserialize(topic.name(), record.value())));
                return !found.isEmpty();
            });
            return found.getFirst();
        }
    }
}
