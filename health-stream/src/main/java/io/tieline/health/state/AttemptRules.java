package io.tieline.health.state;

import io.tieline.schemas.avro.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an attempt must be like to be judged by. Dispatchers keep to it; others may write to the topic too. */
public final class AttemptRules {
    private static final int LONGEST_NAME = 1_000;
    private static final int MOST_DOMAINS = 100;

    /** Far more than clocks differ and calls last, and no more than can be reckoned with. */
    private static final Duration LONGEST_CALL = Duration.ofDays(7);

    private AttemptRules() {}

    /** What is wrong with it, in words; empty where nothing is. */
    public static Optional<String> problem(Attempt attempt) {
        return Stream.of(
                        name("endpointId", attempt.getEndpointId()),
                        name("provider", attempt.getProvider()),
                        name("model", attempt.getModel()),
                        name("workerId", attempt.getWorkerId()),
                        name("requestId", attempt.getRequestId()),
                        name("code", attempt.getCode()),
                        key(attempt.getEndpointId()),
                        domains(attempt.getFailureDomains()),
                        times(attempt.getStartedAt(), attempt.getEndedAt()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> name(String field, String value) {
        return value.length() <= LONGEST_NAME
                ? Optional.empty()
                : Optional.of(field + " has " + value.length() + " characters, allowed: up to " + LONGEST_NAME);
    }

    private static Optional<String> key(String endpointId) {
        return endpointId.isEmpty() || HealthKeys.isGroup(endpointId)
                ? Optional.of("endpointId is '" + endpointId + "', allowed: a name that doesn't begin with #")
                : Optional.empty();
    }

    private static Optional<String> domains(List<String> domains) {
        if (domains.size() > MOST_DOMAINS) {
            return Optional.of("failureDomains are " + domains.size() + ", allowed: up to " + MOST_DOMAINS);
        }
        return domains.stream()
                .flatMap(domain -> name("a failure domain", domain).stream())
                .findFirst();
    }

    private static Optional<String> times(Instant started, Instant ended) {
        return Duration.between(started, ended).abs().compareTo(LONGEST_CALL) <= 0
                ? Optional.empty()
                : Optional.of("startedAt is " + started + " and endedAt " + ended + ", allowed: times less than "
                        + LONGEST_CALL.toDays() + " days apart");
    }
}
