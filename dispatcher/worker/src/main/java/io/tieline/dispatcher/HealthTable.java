package io.tieline.dispatcher;

import io.tieline.dispatcher.resilience.FleetHealth;
import io.tieline.routing.EndpointStatus;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProbeGrant;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the health table and tells {@link FleetHealth} of every word. */
final class HealthTable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthTable.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** A word that was written so long before it was read says nothing of now. */
    private static final Duration OLD = Duration.ofSeconds(15);

    /** Over less, a median is chance. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    private final FleetHealth fleet;
    private final CompactedTopic topic;

    /** From when on a word is as new as its arrival. */
    private volatile boolean following;

    /** Reads what is there already, and goes on following in a thread of its own. */
    HealthTable(Consumer<byte[], byte[]> consumer, AvroSerdes serdes, FleetHealth fleet) {
        this.fleet = fleet;
        var reader = new ValueReader<>(
                serdes,
                Topics.PROVIDER_HEALTH,
                (_, health, writtenAt) -> take(health, writtenAt),
                fleet::forgotten,
                "a record of the health table can't be read; passed over");
        this.topic = new CompactedTopic(consumer, Topics.PROVIDER_HEALTH.name(), POLL, reader, fleet::age);
        following = true;
    }

    private void take(ProviderHealth health, long writtenAt) {
        if (health.getScope() == HealthScope.ENDPOINT) {
            Duration age = Duration.between(Instant.ofEpochMilli(writtenAt), Instant.now());
            boolean news = fleet.heard(health.getEndpointId(), status(health), following || age.compareTo(OLD) < 0);
            if (news) {
                tellOf(health);
            }
        }
    }

    private static EndpointStatus status(ProviderHealth health) {
        return new EndpointStatus(
                health.getState(),
                health.getSince(),
                health.getEpoch(),
                health.getAdmittedShare(),
                Optional.ofNullable(health.getProbe()).map(ProbeGrant::getWorkerId),
                health.getReason(),
                Duration.ofMillis(health.getOverdueAfterMillis()),
                Duration.ofMillis(health.getSlowestMillis()),
                typical(health.getWindows()));
    }

    /** By the shortest window that is long enough for a median and isn't empty. */
    private static Duration typical(List<HealthWindow> windows) {
        return windows.stream()
                .filter(window ->
                        window.getLengthMillis() >= LONG_ENOUGH.toMillis() && window.getLatencyMillisP50() > 0)
                .min(Comparator.comparingLong(HealthWindow::getLengthMillis))
                .map(window -> Duration.ofMillis(window.getLatencyMillisP50()))
                .orElse(Duration.ZERO);
    }

    private static void tellOf(ProviderHealth health) {
        LOG.atInfo()
                .addKeyValue("endpointId", health.getEndpointId())
                .addKeyValue("epoch", health.getEpoch())
                .addKeyValue("since", health.getSince())
                .addKeyValue("state", health.getState())
                .log("health of an endpoint: {}", health.getReason());
    }

    @Override
    public void close() {
        topic.close();
    }
}
