package io.tieline.simulation;

import io.tieline.health.measure.LatencyHistogram;
import io.tieline.routing.Endpoint;
import io.tieline.simulation.Incident.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what a policy did. */
final class Score {
    /** From this share on traffic counts as back. */
    private static final double ALL_OF_IT = 0.99;

    private static final double HALF_OF_IT = 0.5;

    private final World world;
    private final Policy policy;
    private final List<Endpoint> endpoints;
    private final Map<Severity, List<Duration>> detections = new EnumMap<>(Severity.class);
    private final Map<Severity, Integer> incidents = new EnumMap<>(Severity.class);
    private final List<Duration> recoveries = new ArrayList<>();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final Map<String, Sickness> sick = new HashMap<>();
    private final Map<String, Double> takenOut = new HashMap<>();
    private double falseAlarms;
    private long callsIntoTotalOutages;
    private Duration totalOutages = Duration.ZERO;
    private long answered;
    private long lost;
    private long calls;
    private long switched;

    /** An endpoint that suffers from an incident, or has just got over it. */
    private static final class Sickness {
        private final Incident incident;
        private boolean detected;
        private boolean wasOut;

        Sickness(Incident incident) {
            this.incident = incident;
        }
    }

    Score(World world, Policy policy, List<Endpoint> endpoints) {
        this.world = world;
        this.policy = policy;
        this.endpoints = endpoints;
    }

    /** To be called every moment. */
    void look(Instant now, Duration step) {
        for (Endpoint endpoint : endpoints) {
            Optional<Incident> incident = world.incidentAt(endpoint.id(), now);
            countFalseAlarms(endpoint, incident);
            incident.ifPresent(each -> fallSick(endpoint, each));
            Sickness sickness = sick.get(endpoint.id());
            if (sickness != null) {
                follow(endpoint, sickness, now, step);
            }
        }
    }

    private void countFalseAlarms(Endpoint endpoint, Optional<Incident> incident) {
        double times = policy.timesTakenOut(endpoint);
        double before = takenOut.getOrDefault(endpoint.id(), 0.0);
        if (incident.isEmpty() && !sick.containsKey(endpoint.id())) {
            falseAlarms += times - before;
        }
        takenOut.put(endpoint.id(), times);
    }

    private void fallSick(Endpoint endpoint, Incident incident) {
        Sickness known = sick.get(endpoint.id());
        if (known == null || !known.incident.equals(incident)) {
            sick.put(endpoint.id(), new Sickness(incident));
            incidents.merge(incident.severity(), 1, Integer::sum);
        }
    }

    private void follow(Endpoint endpoint, Sickness sickness, Instant now, Duration step) {
        Incident incident = sickness.incident;
        double admitted = policy.admitted(endpoint, now);
        if (incident.isOn(now)) {
            if (incident.severity() == Severity.TOTAL || incident.severity() == Severity.HANG) {
                totalOutages = totalOutages.plus(step);
            }
            if (!sickness.detected && admitted <= HALF_OF_IT) {
                sickness.detected = true;
                detections
                        .computeIfAbsent(incident.severity(), _ -> new ArrayList<>())
                        .add(Duration.between(incident.start(), now));
            }
            sickness.wasOut = admitted < ALL_OF_IT;
        } else if (admitted >= ALL_OF_IT) {
            if (sickness.wasOut) {
                recoveries.add(Duration.between(incident.end(), now));
                sickness.wasOut = false;
            }
            if (!now.isBefore(incident.quiet())) {
                sick.remove(endpoint.id());
            }
        }
    }

    void called(Endpoint endpoint, Instant now) {
        calls++;
        boolean dead = world.incidentAt(endpoint.id(), now)
                .filter(each -> each.isOn(now))
                .filter(each -> each.severity() == Severity.TOTAL || each.severity() == Severity.HANG)
                .isPresent();
        if (dead) {
            callsIntoTotalOutages++;
        }
    }

    void answered(int attempts, Duration after, boolean elsewhere) {
        answered++;
        switched += elsewhere ? 1 : 0;
        latencies.add(after);
    }

    void failed() {
        lost++;
    }

    String name() {
        return policy.name();
    }

    int incidents(Severity severity) {
        return incidents.getOrDefault(severity, 0);
    }

    /** Times from the start of an incident until half of the endpoint's traffic was elsewhere. */
    List<Duration> detections(Severity severity) {
        return detections.getOrDefault(severity, List.of());
    }

    /** Times from the end of an incident until all of the traffic was back. */
    List<Duration> recoveries() {
        return recoveries;
    }

    /** From arrival to answer. */
    LatencyHistogram latencies() {
        return latencies;
    }

    /** How often an endpoint was taken out that nothing was wrong with. */
    double falseAlarms() {
        return falseAlarms;
    }

    double deadCallsAMinute() {
        return totalOutages.isZero() ? 0 : callsIntoTotalOutages * 60_000.0 / totalOutages.toMillis();
    }

    long answered() {
        return answered;
    }

    long lost() {
        return lost;
    }

    double callsPerRequest() {
        return (double) calls / Math.max(1, answered + lost);
    }

    double switchedShare() {
        return (double) switched / Math.max(1, answered);
    }
}
