package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Rig;
import io.tieline.testing.proxy.Toxic;
import io.tieline.testing.schedule.Part;
import io.tieline.testing.schedule.Planned;
import io.tieline.testing.schedule.Schedule;
import io.tieline.testing.schedule.ScheduleRules;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Plans and makes the faults of a soak. Safe for use by several threads. */
final class SoakFaults {
    private static final Set<String> OF_ENDPOINTS =
            Set.of("server_error", "overloaded", "hang", "truncate", "rate_limited", "slow", "reset");
    private static final Set<String> OF_LINKS =
            Set.of("blackhole", "latency", "cut", "cut-midway", "slow-close", "trickle");
    private static final Set<String> OF_PROCESSES = Set.of("kill", "stop", "restart");

    /** A few records, or an answer and a half. */
    private static final long CUT_AFTER_BYTES = 3_000;

    private static final ScheduleRules RULES = new ScheduleRules(
            Map.of("dispatcher", 1, "endpoint", 2),
            Set.of(),
            Set.of("latency", "trickle", "slow-close", "slow", "rate_limited"),
            Duration.ofSeconds(12),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60));

    private final Rig rig;
    private final Faulty faulty;

    /** Held from a fault of a part until the part is there again, which may take longer than was planned. */
    private final Map<String, Lock> turns = new ConcurrentHashMap<>();

    SoakFaults(Rig rig) {
        this.rig = rig;
        faulty = new Faulty(rig);
    }

    Schedule schedule(long seed, Duration length) {
        return Schedule.of(seed, length, parts(), RULES);
    }

    private List<Part> parts() {
        Backend backend = rig.backend();
        List<Part> parts = new ArrayList<>();
        backend.dispatchers().forEach(part -> parts.add(new Part(part.name(), "dispatcher", OF_PROCESSES)));
        backend.brokers().forEach(part -> parts.add(new Part(part.name(), "broker", OF_PROCESSES)));
        parts.add(new Part(backend.healthStream().name(), "health", OF_PROCESSES));
        parts.add(new Part(backend.gateway().name(), "gateway", OF_PROCESSES));
        parts.add(new Part(backend.registry().name(), "registry", OF_PROCESSES));
        // In an order that no run of the JVM changes: parts are drawn by their position.
        backend.links().keySet().stream()
                .sorted()
                .forEach(link -> parts.add(new Part(link.replace(' ', '_'), "link", OF_LINKS)));
        TestCatalogue.endpoints().forEach(endpoint -> parts.add(new Part(endpoint, "endpoint", OF_ENDPOINTS)));
        return parts;
    }

    /**
     * Requires that there are such parts.
     *
     * @throws IllegalStateException if there are not
     */
    void requireKnown(Schedule schedule) {
        Set<String> known = parts().stream().map(Part::name).collect(Collectors.toCollection(TreeSet::new));
        schedule.faults().stream()
                .filter(each -> !known.contains(each.part()))
                .findFirst()
                .ifPresent(each -> {
                    throw new IllegalStateException(
                            "'" + each + "' is for a part that isn't there; there are " + known);
                });
    }

    void make(Planned planned) throws IOException, InterruptedException {
        String link = planned.part().replace('_', ' ');
        if (TestCatalogue.endpoints().contains(planned.part())) {
            ObjectNode fault = Faulty.fault(planned.part(), planned.fault());
            if (planned.fault().equals("slow")) {
                fault.put("delay", "10s");
            }
            faulty.provider(fault, planned.duration());
        } else if (rig.backend().links().containsKey(link)) {
            faulty.harm(link, toxic(planned.fault()), planned.fault(), planned.duration());
        } else {
            befall(planned);
        }
    }

    private static Toxic toxic(String fault) {
        return switch (fault) {
            case "blackhole" -> new Toxic.Blackhole();
            case "latency" -> new Toxic.Latency(Duration.ofMillis(200), Duration.ofMillis(100), 1);
            case "cut" -> new Toxic.Reset();
            case "cut-midway" -> new Toxic.CutAfter(CUT_AFTER_BYTES);
            case "slow-close" -> new Toxic.SlowClose(Duration.ofSeconds(2));
            case "trickle" -> new Toxic.Slow(20_000);
            default -> throw new IllegalArgumentException("no fault of a connection: " + fault);
        };
    }

    private void befall(Planned planned) throws InterruptedException {
        var part = rig.backend().parts().stream()
                .filter(each -> each.name().equals(planned.part()))
                .findFirst()
                .orElseThrow();
        Lock turn = turns.computeIfAbsent(part.name(), _ -> new ReentrantLock(true));
        turn.lock();
        try {
            switch (planned.fault()) {
                case "kill" -> faulty.kill(part, planned.duration());
                case "stop" -> faulty.pause(part, planned.duration());
                case "restart" -> faulty.restart(part, planned.duration());
                default -> throw new IllegalArgumentException("no fault of a part: " + planned.fault());
            }
        } finally {
            turn.unlock();
        }
    }
}
