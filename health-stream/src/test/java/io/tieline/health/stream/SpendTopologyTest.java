package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.health.spend.Priced;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendTopologyTest {
    private static final String DAY = "tenant/acme/2026-11-25";
    private static final String MONTH = "tenant/acme/2026-11";
    private static final String JOB = "job/acme/nightly";

    private final Counters counters = new Counters();
    private final PlainAvro avro = new PlainAvro();
    private final Map<String, Spend> table = new HashMap<>();
    private final Map<String, Integer> tombstones = new HashMap<>();

    @TempDir
    private Path directory;

    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> attempts;
    private TestOutputTopic<String, Spend> sums;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "spend-test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(SpendTopology.build(avro.spendCodecs(), counters), properties, Priced.ENDED);
        attempts = driver.createInputTopic(Topics.ATTEMPTS.name(), new StringSerializer(), new ByteArraySerializer());
        sums = driver.createOutputTopic(
                Topics.SPEND.name(),
                new StringDeserializer(),
                avro.spendCodecs().spend().deserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void write(Attempt.Builder attempt) {
        write(PlainAvro.bytes(attempt.build()), Priced.ENDED);
    }

    private void write(byte @Nullable [] bytes, Instant writtenAt) {
        attempts.pipeInput("openai/gpt-4o", bytes, writtenAt);
    }

    private Spend sum(String key) {
        drain();
        return Objects.requireNonNull(table.get(key), () -> key + " is not among " + table.keySet());
    }

    private void drain() {
        for (KeyValue<String, Spend> each : sums.readKeyValuesToList()) {
            if (each.value == null) {
                table.remove(each.key);
                tombstones.merge(each.key, 1, Integer::sum);
            } else {
                table.put(each.key, each.value);
            }
        }
    }

    @Test
    void addsUpByTenantRouteEndpointAndJob() {
        // When
        write(Priced.call(250).setJobId("nightly"));
        write(Priced.call(50).setJobId("nightly").setWorkerId("w-2").setUsage(new Usage(10L, 2L, true, 0L)));
        write(Priced.call(1).setTenant("other"));
        // Then
        assertThat(sum(DAY).getCostMicroUsd()).isEqualTo(300);
        assertThat(sum(DAY).getEstimatedMicroUsd()).isEqualTo(50);
        assertThat(sum(DAY).getByWorker()).isEqualTo(Map.of("w-1", 250L, "w-2", 50L));
        assertThat(sum(MONTH).getByWorker()).isEqualTo(sum(DAY).getByWorker());
        assertThat(sum(JOB).getAttempts()).isEqualTo(2);
        assertThat(sum(JOB).getInputTokens()).isEqualTo(110);
        assertThat(sum("route/summarize/2026-11").getCostMicroUsd()).isEqualTo(301);
        assertThat(sum("endpoint/openai/gpt-4o/2026-11-25").getCostMicroUsd()).isEqualTo(301);
        assertThat(sum("tenant/other/2026-11-25").getCostMicroUsd()).isEqualTo(1);
        assertThat(counters.priced.sum()).isEqualTo(3);
    }

    @Test
    void keepsWhatCostsNothingOut() {
        // When
        write(Priced.call(5).setCode(ErrorCode.PROVIDER_OVERDUE.wire()));
        write(Priced.call(0).setCode(ErrorCode.PROVIDER_TIMEOUT.wire()).setUsage(null));
        // Then
        assertThat(sums.isEmpty()).isTrue();
        assertThat(counters.unpriced.sum()).isZero();
    }

    @Test
    void leavesOutWhatIsNoAttemptAndGoesOn() {
        // When
        write(new byte[] {1, 2, 3}, Priced.ENDED);
        write((byte[]) null, Priced.ENDED);
        write(Priced.call(-7));
        write(Priced.call(7));
        // Then
        assertThat(sum(DAY).getCostMicroUsd()).isEqualTo(7);
        assertThat(counters.unpriced.sum()).isEqualTo(3);
    }

    @Test
    void waitsForTheRegistryRatherThanLeaveACostOut() {
        // Given
        avro.setAway(true);
        // When, Then
        assertThatThrownBy(() -> write(Priced.call(7)))
                .hasRootCauseMessage("an attempt waits for the registry: the registry is away");
        assertThat(counters.unpriced.sum()).isZero();
    }

    @Test
    void takesOutOfTheTableWhatNobodyNeedsAnyMore() {
        // Given
        write(Priced.call(250).setJobId("nightly"));
        sum(JOB);
        // When
        driver.advanceWallClockTime(Duration.ofDays(31));
        drain();
        // Then
        assertThat(tombstones).containsExactly(Map.entry(JOB, 1));
        // When
        driver.advanceWallClockTime(Duration.ofDays(60));
        drain();
        // Then
        assertThat(table.keySet())
                .containsExactlyInAnyOrder(MONTH, "route/summarize/2026-11", "endpoint/openai/gpt-4o/2026-11");
        assertThat(tombstones).containsKeys(DAY, "route/summarize/2026-11-25", "endpoint/openai/gpt-4o/2026-11-25");
        assertThat(driver.getTimestampedKeyValueStore(SpendTopology.STORE).get(DAY))
                .isNull();
        // When
        write(Priced.call(1));
        // Then
        assertThat(sum(MONTH).getCostMicroUsd()).isEqualTo(251);
    }
}
