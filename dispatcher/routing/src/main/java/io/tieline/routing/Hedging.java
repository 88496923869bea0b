package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides who joins a call that keeps its request waiting. The rules are those of {@link Router}, as if that call had just
 * failed for its endpoint's illness; and nobody joins whose health is in doubt or who takes only a part of its traffic: a
 * call that may not be needed must not cost anybody theirs. Pure.
 */
public final class Hedging {
    /** Nobody waits for it: who can't join at once doesn't join. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private Hedging() {}

    /**
     * A call that joins another.
     *
     * @param passedOver the endpoint that it joins, and who else did not come into question, and why
     */
    public record Joint(Endpoint endpoint, List<Exclusion> passedOver) {
        public Joint {
            passedOver = List.copyOf(passedOver);
        }
    }

    /** How long a call of this request may go on alone; empty where none is ever joined. */
    public static Optional<Duration> after(Errand errand) {
        return errand.lane() == Lane.INTERACTIVE
                ? Optional.ofNullable(errand.plan().route().hedgeAfter())
                : Optional.empty();
    }

    /**
     * Who joins a call; empty where nobody can at this moment.
     *
     * @param slow where the call goes on
     * @param tried the calls that failed so far, in order
     */
    public static Optional<Joint> join(
            Errand errand,
            Endpoint slow,
            List<Tried> tried,
            HealthView health,
            Capacity capacity,
            Purse purse,
            Instant now) {
        List<Tried> asIfFailed = new ArrayList<>(tried);
        asIfFailed.add(new Tried(slow.id(), ErrorCode.PROVIDER_OVERDUE, now));
        Verdict verdict = Router.decide(errand, asIfFailed, new Believed(health), capacity, purse, now);
        return verdict.decision() instanceof Decision.Call(Endpoint endpoint)
                ? Optional.of(new Joint(endpoint, passedOver(verdict, slow)))
                : Optional.empty();
    }

    private static List<Exclusion> passedOver(Verdict verdict, Endpoint slow) {
        Exclusion itself = new Exclusion(slow.id(), "had not answered when the route's hedge-after was over");
        return verdict.exclusions().stream()
                .map(exclusion -> exclusion.endpointId().equals(slow.id()) ? itself : exclusion)
                .toList();
    }

    /** Whether a call that goes on may still serve a request after these calls failed it. */
    public static boolean isOpen(Errand errand, List<Tried> tried) {
        return new Attempts(errand, tried).decisive() == null;
    }

    /** Endpoints that are believed to work without reserve, and no others. */
    private record Believed(HealthView health) implements HealthView {
        @Override
        public Admission admission(Endpoint endpoint, Instant now) {
            return switch (health.admission(endpoint, now)) {
                case Admission.Admitted admitted -> admitted;
                case Admission.Denied denied -> denied;
                case Admission.Limited(double _, String why) -> new Admission.Denied(now.plus(LATER), why);
                case Admission.Doubtful(Instant _, String why) -> new Admission.Denied(now.plus(LATER), why);
            };
        }

        @Override
        public boolean anyAdmitted(Instant now) {
            return health.anyAdmitted(now);
        }

        @Override
        public boolean workedSince(Endpoint endpoint, Instant moment) {
            return health.workedSince(endpoint, moment);
        }

        @Override
        public Duration usual(Endpoint endpoint) {
            return health.usual(endpoint);
        }
    }
}
