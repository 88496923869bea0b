package io.tieline.simulation;

import io.tieline.routing.Endpoint;
import io.tieline.simulation.Incident.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Makes up incidents as they happened at real providers in 2023 to 2026. Durations: lognormal with mu 3.7 and sigma 1.3 in
 * minutes, at least 2 minutes and at most 3 days, then 15 to 30 minutes with 1 to 5 % of errors left (fitted to 307
 * incidents of two providers). Scope: 70 % one endpoint, 25 % all of a provider, 5 % all of a failure domain. Repeats:
 * 15 % within four hours. How severe: 45 % slight, 30 % partial, 10 % total, 10 % slow, 5 % hang; this is a judgement, no
 * source gives it.
 */
public final class IncidentPlan {
    private static final double MU = 3.7;
    private static final double SIGMA = 1.3;
    private static final double SHORTEST_MINUTES = 2;
    private static final double LONGEST_MINUTES = 3 * 24 * 60;
    private static final double REPEATS = 0.15;

    private final SplittableRandom random;
    private final List<Endpoint> endpoints;
    private final Duration meanGap;

    /**
     * A plan.
     *
     * @param meanGap mean time between two incidents, over all endpoints
     */
    public IncidentPlan(long seed, List<Endpoint> endpoints, Duration meanGap) {
        this.random = new SplittableRandom(seed);
        this.endpoints = endpoints;
        this.meanGap = meanGap;
    }

    /** Incidents that start within a time, by their start. */
    public List<Incident> incidents(Instant from, Instant to) {
        List<Incident> incidents = new ArrayList<>();
        for (Instant start = next(from); start.isBefore(to); start = next(start)) {
            Incident first = incident(start);
            incidents.add(first);
            if (random.nextDouble() < REPEATS) {
                incidents.add(again(first));
            }
        }
        incidents.sort(Comparator.comparing(Incident::start));
        return incidents;
    }

    private Instant next(Instant after) {
        double hours = -Math.log(1 - random.nextDouble()) * meanGap.toMillis() / 3_600_000.0;
        return after.plusMillis((long) (hours * 3_600_000));
    }

    private Incident incident(Instant start) {
        return incident(start, scope());
    }

    private Incident again(Incident first) {
        Instant start = first.quiet().plusSeconds(random.nextInt(60, 4 * 3_600));
        return incident(start, first.endpoints());
    }

    private Incident incident(Instant start, Set<String> scope) {
        double minutes = Math.clamp(Math.exp(MU + SIGMA * random.nextGaussian()), SHORTEST_MINUTES, LONGEST_MINUTES);
        Instant end = start.plusMillis((long) (minutes * 60_000));
        Instant quiet = end.plusSeconds(random.nextInt(15 * 60, 30 * 60));
        double dice = random.nextDouble();
        if (dice < 0.45) {
            return new Incident(scope, Severity.SLIGHT, random.nextDouble(0.05, 0.30), 1, start, end, quiet);
        }
        if (dice < 0.75) {
            return new Incident(scope, Severity.PARTIAL, random.nextDouble(0.30, 0.80), 1, start, end, quiet);
        }
        if (dice < 0.85) {
            return new Incident(scope, Severity.TOTAL, 1, 1, start, end, quiet);
        }
        if (dice < 0.95) {
            return new Incident(scope, Severity.SLOW, 0, random.nextDouble(3, 10), start, end, quiet);
        }
        return new Incident(scope, Severity.HANG, 1, 1, start, end, quiet);
    }

    private Set<String> scope() {
        Endpoint struck = endpoints.get(random.nextInt(endpoints.size()));
        double dice = random.nextDouble();
        if (dice < 0.70) {
            return Set.of(struck.id());
        }
        return endpoints.stream()
                .filter(other -> dice < 0.95
                        ? other.provider().equals(struck.provider())
                        : other.failureDomains().stream().anyMatch(struck.failureDomains()::contains))
                .map(Endpoint::id)
                .collect(Collectors.toSet());
    }
}
