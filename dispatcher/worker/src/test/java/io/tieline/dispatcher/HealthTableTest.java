package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.resilience.FleetHealth;
import io.tieline.dispatcher.resilience.GuardConfig;
import io.tieline.dispatcher.resilience.Guards;
import io.tieline.dispatcher.resilience.ProbeLeave;
import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Objective;
import io.tieline.routing.Pinning;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.HealthEvidence;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProviderHealth;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What the table says of latency, and a route that goes by it, as the dispatcher puts them together. */
class HealthTableTest {
    private static final String TOPIC = Topics.PROVIDER_HEALTH.name();
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Clock CLOCK = new TestClock();
    private static final List<Endpoint> ENDPOINTS = List.of(
            Endpoints.endpoint("unknown"),
            Endpoints.endpoint("slow"),
            Endpoints.endpoint("fast"),
            Endpoints.endpoint("rare"));

    private final RegistryStub registry = new RegistryStub();
    private final FleetHealth fleet = new FleetHealth(System::nanoTime);
    private final Route route = new Route(
            "summarize",
            ENDPOINTS.stream().map(Endpoint::id).toList(),
            Objective.LATENCY,
            null,
            false,
            Pinning.PREFER,
            null,
            Map.of(),
            null);
    private final Guards guards = new Guards(
            new Catalogue(ENDPOINTS, List.of(route)),
            GuardConfig.DEFAULTS,
            CLOCK,
            fleet,
            new ProbeLeave(fleet, "w-1", _ -> {}),
            Optional.empty());

    @Test
    void shouldOrderARouteByTheLatencyThatTheTableTells() {
        try (registry;
                HealthTable _ = table(
                        health("slow", 10, 3_000, 20),
                        health("fast", 9_000, 800, 700),
                        health("rare", 0, 0, 2_000),
                        health("unknown", 0, 0, 0))) {
            // When
            List<String> usual = order("r-1");
            List<String> scout = order("r-105");

            // Then
            assertThat(guards.typical(ENDPOINTS.get(0))).isEmpty();
            assertThat(guards.typical(ENDPOINTS.get(2))).contains(Duration.ofMillis(800));
            assertThat(guards.typical(ENDPOINTS.get(3))).contains(Duration.ofSeconds(2));
            assertThat(usual).containsExactly("fast", "rare", "slow", "unknown");
            assertThat(scout).containsExactly("unknown", "fast", "rare", "slow");
        }
    }

    private List<String> order(String requestId) {
        return Plan.of(requestId, Ask.PLAIN, Tenant.unrestricted("acme"), route, ENDPOINTS, Optional.empty(), guards)
                .endpoints()
                .stream()
                .map(Endpoint::id)
                .toList();
    }

    private HealthTable table(ProviderHealth... records) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) records.length));
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < records.length; i++) {
                byte[] key = records[i].getEndpointId().getBytes(StandardCharsets.UTF_8);
                byte[] value = registry.serdes().encode(Topics.PROVIDER_HEALTH, records[i]);
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, i, key, value));
            }
        });
        return new HealthTable(consumer, registry.serdes(), fleet);
    }

    /** With the medians of the last 10 s, 1 minute and 5 minutes, milliseconds. */
    private static ProviderHealth health(String endpointId, long tenSeconds, long minute, long fiveMinutes) {
        return ProviderHealth.newBuilder()
                .setEndpointId(endpointId)
                .setProvider("provider-of-" + endpointId)
                .setModel("model-of-" + endpointId)
                .setScope(HealthScope.ENDPOINT)
                .setFailureDomains(List.of())
                .setState(HealthState.HEALTHY)
                .setSince(TestClock.START)
                .setReason("works")
                .setReasonCode("healthy")
                .setEpoch(1)
                .setAdmittedShare(1)
                .setEvidence(new HealthEvidence(0.0, 0L, Map.of(), 0L, List.of()))
                .setWindows(List.of(window(10, tenSeconds), window(60, minute), window(300, fiveMinutes)))
                .setUpdatedAt(TestClock.START)
                .build();
    }

    private static HealthWindow window(long seconds, long median) {
        return new HealthWindow(seconds * 1_000, 0L, Map.of(), median, median, median, 0.0, 0L);
    }
}
