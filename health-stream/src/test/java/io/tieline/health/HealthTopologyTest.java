package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTopologyTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final Counters counters = new Counters();
    private boolean registryAway;
    private Instant now = START;
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> attempts;
    private TestOutputTopic<String, byte[]> table;

    @BeforeEach
    void start(@TempDir Path stateDirectory) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", "127.0.0.1:1");
        Properties properties = HealthStream.streamsProperties(HealthStreamConfig.of(stateDirectory), kafka);
        HealthTopology.Codecs codecs = new HealthTopology.Codecs(Avro::attempt, this::encode);
        driver = new TopologyTestDriver(HealthTopology.build(codecs, counters), properties, START);
        attempts = driver.createInputTopic(
                Topics.ATTEMPTS.name(), new StringSerializer(), new ByteArraySerializer(), START, Duration.ZERO);
        table = driver.createOutputTopic(
                Topics.PROVIDER_HEALTH.name(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldPublishTheFirstAttemptAtOnce() throws IOException {
        // When
        attempt("a", "ok");

        // Then
        ProviderHealth health = onlyRecord();
        assertThat(health.getEndpointId()).isEqualTo("a");
        assertThat(health.getProvider()).isEqualTo("acme");
        assertThat(health.getModel()).isEqualTo("large");
        assertThat(health.getState()).isEqualTo(HealthState.HEALTHY);
        assertThat(health.getSince()).isEqualTo(START);
        assertThat(health.getEpoch()).isZero();
        assertThat(health.getAttemptsLastMinute()).isEqualTo(1);
        assertThat(health.getLatencyMillisP50()).isEqualTo(991);
        assertThat(health.getUpdatedAt()).isEqualTo(START);
        assertThat(counters.read()).isEqualTo(new HealthCounts(1, 0, 0, 0));
    }

    @Test
    void shouldPublishABusyEndpointFourTimesASecondAtMost() throws IOException {
        for (int i = 0; i < 1000; i++) {
            // When
            attempt("a", "ok");
            advance(Duration.ofMillis(1));
        }

        // Then
        List<ProviderHealth> records = records();
        assertThat(records).hasSizeBetween(4, 5);
        assertThat(records.getLast().getAttemptsLastMinute()).isEqualTo(1000);
    }

    @Test
    void shouldSuspectAnEndpointThatFailsAndClearItAfterAMinuteOfSilence() throws IOException {
        // Given
        for (int i = 0; i < 6; i++) {
            attempt("a", "provider.timeout");
            attempt("b", "ok");
        }
        advance(Duration.ofMillis(250));
        ProviderHealth suspect = newestOf("a");

        // When
        advance(Duration.ofSeconds(70));

        // Then
        assertThat(suspect.getState()).isEqualTo(HealthState.SUSPECT);
        assertThat(suspect.getEpoch()).isEqualTo(1);
        assertThat(suspect.getReason()).contains("6 of 6").contains("provider.timeout 6");
        assertThat(suspect.getFailuresLastMinute()).containsEntry("provider.timeout", 6L);
        ProviderHealth cleared = newestOf("a");
        assertThat(cleared.getState()).isEqualTo(HealthState.HEALTHY);
        assertThat(cleared.getEpoch()).isEqualTo(2);
        assertThat(cleared.getAttemptsLastMinute()).isZero();
    }

    @Test
    void shouldBeatEveryFiveSecondsWithoutTraffic() throws IOException {
        // Given
        attempt("a", "ok");
        records();

        // When
        advance(Duration.ofSeconds(30));

        // Then
        List<ProviderHealth> beats = records();
        assertThat(beats).hasSize(6);
        assertThat(beats.getLast().getUpdatedAt()).isEqualTo(START.plusSeconds(30));
        assertThat(beats).extracting(ProviderHealth::getEpoch).containsOnly(0L);
    }

    @Test
    void shouldPassOverWhatItCantDecode() throws IOException {
        // When
        attempts.pipeInput("a", new byte[] {1, 2, 3});
        attempts.pipeInput("a", (byte[]) null);
        attempt("a", "ok");

        // Then
        assertThat(onlyRecord().getAttemptsLastMinute()).isEqualTo(1);
        assertThat(counters.read()).isEqualTo(new HealthCounts(1, 0, 2, 0));
    }

    @Test
    void shouldGoOnMeasuringWhileTheRegistryIsAway() throws IOException {
        // Given
        registryAway = true;
        attempt("a", "ok");
        registryAway = false;

        // When
        advance(Duration.ofSeconds(5));

        // Then
        assertThat(onlyRecord().getAttemptsLastMinute()).isEqualTo(1);
        assertThat(counters.read()).isEqualTo(new HealthCounts(1, 0, 0, 1));
    }

    @Test
    void shouldStoreWhatItPublishes() throws IOException {
        // Given
        for (int i = 0; i < 6; i++) {
            attempt("a", "provider.timeout");
        }

        // When
        advance(Duration.ofMillis(250));

        // Then
        byte[] stored =
                driver.<String, byte[]>getKeyValueStore(HealthTopology.STORE).get("a");
        EndpointHealth restored = EndpointHealthCodec.decode("a", stored).orElseThrow();
        assertThat(restored.publish(now)).isEqualTo(newestOf("a"));
    }

    private void attempt(String endpointId, String code) throws IOException {
        attempts.pipeInput(endpointId, Avro.bytes(Avro.attempt(endpointId, code, now, Duration.ofSeconds(1))), now);
    }

    private void advance(Duration duration) {
        for (Duration left = duration; left.isPositive(); left = left.minusMillis(250)) {
            Duration step = left.compareTo(Duration.ofMillis(250)) < 0 ? left : Duration.ofMillis(250);
            now = now.plus(step);
            driver.advanceWallClockTime(step);
        }
    }

    private byte[] encode(ProviderHealth health) {
        if (registryAway) {
            throw new IllegalStateException("registry away");
        }
        try {
            return ProviderHealth.getEncoder().encode(health).array();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ProviderHealth onlyRecord() throws IOException {
        assertThat(table.getQueueSize()).isEqualTo(1);
        return Avro.health(table.readValue());
    }

    private List<ProviderHealth> records() throws IOException {
        List<ProviderHealth> records = new ArrayList<>();
        while (!table.isEmpty()) {
            records.add(Avro.health(table.readValue()));
        }
        return records;
    }

    private ProviderHealth newestOf(String endpointId) throws IOException {
        return records().stream()
                .filter(health -> health.getEndpointId().equals(endpointId))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
