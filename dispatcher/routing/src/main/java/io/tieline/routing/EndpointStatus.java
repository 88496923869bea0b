package io.tieline.routing;

import io.tieline.schemas.avro.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the whole fleet believes of an endpoint, as the health table tells it.
 *
 * @param since when the state began
 * @param epoch counts its changes
 * @param admittedShare share of its traffic that it gets, 0 to 1
 * @param prober worker that finds out at present whether it works again; empty: nobody does
 * @param reason why, in words
 * @param overdueAfter a call without an answer after this time is overdue
 * @param slowest time that hardly any call takes longer than; zero where that isn't known
 * @param typical median of recent calls that succeeded; zero where there were none
 */
public record EndpointStatus(
        HealthState state,
        Instant since,
        long epoch,
        double admittedShare,
        Optional<String> prober,
        String reason,
        Duration overdueAfter,
        Duration slowest,
        Duration typical) {
    /** The table tells of every change; asking again without one is only for safety. */
    private static final Duration REVIEW = Duration.ofSeconds(30);

    /** Whether it is called, be it with a part of its traffic. */
    public boolean takesCalls() {
        return switch (state) {
            case HEALTHY, SUSPECT, RECOVERING -> true;
            case DOWN, PROBING -> false;
        };
    }

    /** What follows for a request. */
    public Admission admission(Instant now) {
        return switch (state) {
            case HEALTHY -> new Admission.Admitted();
            case SUSPECT -> limited("is suspected");
            case RECOVERING -> limited("recovers");
            case DOWN -> new Admission.Denied(now.plus(REVIEW), "is down: " + reason);
            case PROBING ->
                prober.<Admission>map(worker -> new Admission.Denied(
                                now.plus(REVIEW),
                                "is down; " + worker + " finds out whether it works again: " + reason))
                        .orElseGet(() -> new Admission.Doubtful(since, "is down, and may be tried: " + reason));
        };
    }

    private Admission limited(String what) {
        if (admittedShare >= 1) {
            return new Admission.Admitted();
        }
        String share = " and gets " + Math.round(100 * admittedShare) + " % of its traffic: ";
        return new Admission.Limited(admittedShare, what + share + reason);
    }
}
