package io.tieline.whatif.scenario;

import io.tieline.platform.StrictYaml;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.whatif.play.Outages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Outages that somebody has thought up: a file with {@code outages}, as {@code docs/what-if.md} describes it.
 *
 * @param outages what happens, one thing or more
 */
public record Scenario(List<Event> outages) {
    /**
     * One outage. Whoever is named by any of the three lists is hit.
     *
     * @param after when it begins, after the beginning of the trace; at once where it isn't said
     * @param lasts how long it goes on
     * @param errorPercent share of the calls that fail, 0 to 100; 100 where it isn't said, but for a mere slowdown: 0
     * @param code how they fail; provider.overloaded where it isn't said
     * @param failsAfter how long they take to fail; 200 ms where it isn't said, but for provider.timeout: until their time is over
     * @param slowdown how many times longer the other calls take, 1 or more; 1 where it isn't said
     */
    public record Event(
            List<String> endpoints,
            List<String> providers,
            List<String> failureDomains,
            Duration after,
            Duration lasts,
            Double errorPercent,
            String code,
            @Nullable Duration failsAfter,
            Double slowdown) {
        private static final double ALL = 100;

        public Event {
            endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
            providers = providers == null ? List.of() : List.copyOf(providers);
            failureDomains = failureDomains == null ? List.of() : List.copyOf(failureDomains);
            after = after == null ? Duration.ZERO : after;
            slowdown = slowdown == null ? 1.0 : slowdown;
            errorPercent = errorPercent == null ? (slowdown == 1 ? ALL : 0.0) : errorPercent;
            code = code == null ? ErrorCode.PROVIDER_OVERLOADED.wire() : code;
            require(
                    !(endpoints.isEmpty() && providers.isEmpty() && failureDomains.isEmpty()),
                    "endpoints",
                    endpoints,
                    "one or more of endpoints, providers and failure-domains");
            require(lasts != null && lasts.isPositive(), "lasts", lasts, "longer than nothing, such as 30m");
            require(errorPercent >= 0 && errorPercent <= ALL, "error-percent", errorPercent, "0 to 100");
            require(slowdown >= 1, "slowdown", slowdown, "1 or more");
            require(
                    ErrorCode.ofWire(code)
                            .filter(known -> known.owner().equals("provider"))
                            .isPresent(),
                    "code",
                    code,
                    "a code of a provider, such as provider.overloaded");
        }

        private static void require(boolean holds, String field, @Nullable Object value, String allowed) {
            if (!holds) {
                throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
            }
        }

        private boolean hits(Endpoint endpoint) {
            return endpoints.contains(endpoint.id())
                    || providers.contains(endpoint.provider())
                    || endpoint.failureDomains().stream().anyMatch(failureDomains::contains);
        }

        private boolean isOn(Duration sinceStart) {
            return sinceStart.compareTo(after) >= 0 && sinceStart.compareTo(after.plus(lasts)) < 0;
        }

        private Outages.Trouble trouble() {
            ErrorCode failure = ErrorCode.ofWire(code).orElseThrow();
            Duration usual = failure == ErrorCode.PROVIDER_TIMEOUT ? null : Duration.ofMillis(200);
            return new Outages.Trouble(
                    errorPercent / ALL,
                    failure,
                    Optional.ofNullable(failsAfter == null ? usual : failsAfter),
                    slowdown);
        }
    }

    public Scenario {
        if (outages == null || outages.isEmpty()) {
            throw new IllegalArgumentException("outages is empty, allowed: one or more");
        }
        outages = List.copyOf(outages);
    }

    /**
     * Reads it.
     *
     * @throws io.tieline.platform.ConfigException with all that is wrong with it
     */
    public static Scenario read(Path file) {
        return StrictYaml.read(file, Scenario.class);
    }

    /**
     * What happens, and nothing of what was recorded.
     *
     * @param startsAt beginning of the trace, milliseconds since the epoch
     */
    public Outages from(long startsAt) {
        return new Outages() {
            @Override
            public boolean asRecorded() {
                return false;
            }

            @Override
            public Optional<Trouble> at(Endpoint endpoint, long millis) {
                Duration since = Duration.ofMillis(millis - startsAt);
                return outages.stream()
                        .filter(event -> event.isOn(since) && event.hits(endpoint))
                        .findFirst()
                        .map(Event::trouble);
            }
        };
    }
}
