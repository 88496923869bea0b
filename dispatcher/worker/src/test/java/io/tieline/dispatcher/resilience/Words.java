package io.tieline.dispatcher.resilience;

import io.tieline.routing.EndpointStatus;
import io.tieline.schemas.avro.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Words of the health table for tests. */
public final class Words {
    public static final Duration OVERDUE = Duration.ofSeconds(10);
    public static final Duration SLOWEST = Duration.ofSeconds(3);

    public static final Duration TYPICAL = Duration.ofSeconds(1);

    private static final Instant SINCE = Instant.parse("2026-03-01T11:59:00Z");

    private Words() {}

    public static EndpointStatus healthy(long epoch) {
        return word(HealthState.HEALTHY, epoch, 1, Optional.empty());
    }

    public static EndpointStatus down(long epoch) {
        return word(HealthState.DOWN, epoch, 0, Optional.empty());
    }

    /** Whoever asks first may probe. */
    public static EndpointStatus probing(long epoch) {
        return word(HealthState.PROBING, epoch, 0, Optional.empty());
    }

    public static EndpointStatus probing(long epoch, String worker) {
        return word(HealthState.PROBING, epoch, 0, Optional.of(worker));
    }

    public static EndpointStatus recovering(long epoch, double share) {
        return word(HealthState.RECOVERING, epoch, share, Optional.empty());
    }

    /** The same of an endpoint that has given no answer lately. */
    public static EndpointStatus withoutFigures(EndpointStatus word) {
        return new EndpointStatus(
                word.state(),
                word.since(),
                word.epoch(),
                word.admittedShare(),
                word.prober(),
                word.reason(),
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ZERO);
    }

    private static EndpointStatus word(HealthState state, long epoch, double share, Optional<String> prober) {
        return new EndpointStatus(state, SINCE, epoch, share, prober, "told by a test", OVERDUE, SLOWEST, TYPICAL);
    }
}
