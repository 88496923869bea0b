package io.tieline.dispatcher.limits;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of its limits with an answer.
 *
 * @param requests of calls; null where it says nothing
 * @param tokens of tokens; null where it says nothing
 */
public record RateLimits(@Nullable Rate requests, @Nullable Rate tokens) {
    /** Of a provider that says nothing. */
    public static final RateLimits UNKNOWN = new RateLimits(null, null);

    /** How long nothing at all is left; empty where something is, or nobody knows until when. */
    public Optional<Duration> usedUpFor() {
        return Stream.of(Optional.ofNullable(requests), Optional.ofNullable(tokens))
                .flatMap(Optional::stream)
                .filter(Rate::isUsedUp)
                .map(Rate::reset)
                .filter(Objects::nonNull)
                .filter(Duration::isPositive)
                .max(Comparator.naturalOrder());
    }

    /**
     * One limit.
     *
     * @param limit units of a full allowance, which providers renew within a minute; null where it isn't told
     * @param remaining units that are left; null where it isn't told
     * @param reset how long until the allowance is full again; null where it isn't told
     */
    public record Rate(
            @Nullable Long limit,
            @Nullable Long remaining,
            @Nullable Duration reset) {
        private boolean isUsedUp() {
            return remaining != null && remaining == 0;
        }
    }
}
