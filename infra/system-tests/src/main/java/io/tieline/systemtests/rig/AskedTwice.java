package io.tieline.systemtests.rig;

import io.tieline.testing.history.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Questions that callers of a gateway asked once, and it twice. It may where it, or a broker, was harmed in the moment in which it
 * published the first: then it doesn't know, or can't tell its successor, that Kafka has the question. Safe for use by several threads.
 */
final class AskedTwice {
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private final Set<String> parts;
    private final Map<String, Instant> first = new HashMap<>();
    private final List<Instant> firstOfTwo = new ArrayList<>();
    private final List<Harm> harms = new ArrayList<>();

    private record Harm(String part, Instant from, Instant to) {
        boolean explains(Instant published) {
            return published.plus(MOMENT).isAfter(from)
                    && published.minus(MOMENT).isBefore(to);
        }
    }

    /**
     * None yet.
     *
     * @param parts whose harm explains it
     */
    AskedTwice(Set<String> parts) {
        this.parts = Set.copyOf(parts);
    }

    /** A question was published. */
    synchronized void published(String question, Instant at) {
        Instant before = first.putIfAbsent(question, at);
        if (before != null) {
            firstOfTwo.add(before);
        }
    }

    synchronized void began(Event.FaultBegan fault) {
        if (parts.contains(fault.part())) {
            harms.add(new Harm(fault.part(), fault.at(), Instant.MAX));
        }
    }

    synchronized void ended(Event.FaultEnded fault) {
        harms.replaceAll(harm -> harm.part().equals(fault.part()) && harm.to().equals(Instant.MAX)
                ? new Harm(harm.part(), harm.from(), fault.at())
                : harm);
    }

    /** All of them. */
    synchronized int count() {
        return firstOfTwo.size();
    }

    /** Those that nothing explains. */
    synchronized long unexplained() {
        return firstOfTwo.stream()
                .filter(published -> harms.stream().noneMatch(harm -> harm.explains(published)))
                .count();
    }
}
