package io.tieline.simulation;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The providers: decides how each call ends, by the incidents of the plan and a small rate of errors in calm times. */
public final class World {
    private static final double CALM_ERRORS = 0.01;
    private static final double LEAST_LEFT = 0.01;
    private static final double MOST_LEFT = 0.05;
    private static final double SPREAD = 0.4;
    private static final Duration QUICK = Duration.ofMillis(200);

    private final List<Incident> incidents;
    private final Map<String, Duration> latencies;
    private final SplittableRandom random;

    /**
     * A world.
     *
     * @param latencies median duration of a call, by endpoint
     */
    public World(long seed, List<Incident> incidents, Map<String, Duration> latencies) {
        this.incidents = incidents;
        this.latencies = latencies;
        this.random = new SplittableRandom(seed);
    }

    List<Incident> incidents() {
        return incidents;
    }

    /** The incident that an endpoint suffers from, what is left of it included. */
    Optional<Incident> incidentAt(String endpointId, Instant now) {
        for (Incident incident : incidents) {
            if (incident.hits(endpointId, now)) {
                return Optional.of(incident);
            }
        }
        return Optional.empty();
    }

    /** How a call that begins now will end. */
    public Outcome call(Endpoint endpoint, Instant now) {
        Optional<Incident> incident = incidentAt(endpoint.id(), now);
        double errors = incident.map(each -> errors(each, now)).orElse(CALM_ERRORS);
        if (random.nextDouble() < errors) {
            return failure(endpoint, incident.filter(each -> each.isOn(now)));
        }
        double slowdown =
                incident.filter(each -> each.isOn(now)).map(Incident::slowdown).orElse(1.0);
        Duration usual = latencies.getOrDefault(endpoint.id(), Duration.ofSeconds(1));
        double millis = usual.toMillis() * Math.exp(SPREAD * random.nextGaussian()) * slowdown;
        return new Outcome(Optional.empty(), Duration.ofMillis((long) millis));
    }

    private double errors(Incident incident, Instant now) {
        return incident.isOn(now)
                ? Math.max(CALM_ERRORS, incident.errorRate())
                : random.nextDouble(LEAST_LEFT, MOST_LEFT);
    }

    /** 529 45 %, 500 25 %, 503 15 %, connections 10 %, broken answers 5 %: a judgement, no source gives it. */
    private Outcome failure(Endpoint endpoint, Optional<Incident> incident) {
        if (incident.filter(each -> each.severity() == Incident.Severity.HANG).isPresent()) {
            return new Outcome(Optional.of(ErrorCode.PROVIDER_TIMEOUT), endpoint.timeout());
        }
        double dice = random.nextDouble();
        ErrorCode code = dice < 0.60
                ? ErrorCode.PROVIDER_OVERLOADED
                : dice < 0.85
                        ? ErrorCode.PROVIDER_SERVER_ERROR
                        : dice < 0.95 ? ErrorCode.PROVIDER_CONNECTION_FAILED : ErrorCode.PROVIDER_STREAM_BROKEN;
        return new Outcome(Optional.of(code), QUICK);
    }
}
