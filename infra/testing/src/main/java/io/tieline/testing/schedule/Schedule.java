package io.tieline.testing.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** The faults of a run, in the order in which they begin. */
public record Schedule(List<Planned> faults) {
    public Schedule {
        faults = faults.stream().sorted(Comparator.comparing(Planned::at)).toList();
    }

    /**
     * Makes one; the same arguments make the same.
     *
     * @param length of the whole run, the calm time at its end included
     */
    public static Schedule of(long seed, Duration length, List<Part> parts, ScheduleRules rules) {
        Random random = new Random(seed);
        List<Planned> planned = new ArrayList<>();
        long last = length.minus(rules.calm()).toMillis();
        long at = gap(random, rules);
        while (at < last) {
            Planned next = draw(random, at, parts, rules);
            boolean fits = next.end().toMillis() <= last && isAllowed(next, planned, parts, rules);
            if (fits) {
                planned.add(next);
            }
            at += gap(random, rules);
        }
        return new Schedule(planned);
    }

    /** Exponential: as things happen that know nothing of each other. */
    private static long gap(Random random, ScheduleRules rules) {
        return Math.max(
                1,
                Math.round(-Math.log(1 - random.nextDouble()) * rules.meanGap().toMillis()));
    }

    private static Planned draw(Random random, long at, List<Part> parts, ScheduleRules rules) {
        List<Part> able =
                parts.stream().filter(part -> !part.faults().isEmpty()).toList();
        Part part = able.get(random.nextInt(able.size()));
        List<String> faults = part.faults().stream().sorted().toList();
        String fault = faults.get(random.nextInt(faults.size()));
        long span = rules.longest().minus(rules.shortest()).toMillis();
        Duration duration = rules.shortest().plusMillis(random.nextLong(span + 1));
        return new Planned(Duration.ofMillis(at), fault, part.name(), duration);
    }

    private static boolean isAllowed(Planned next, List<Planned> planned, List<Part> parts, ScheduleRules rules) {
        List<Planned> meanwhile = planned.stream().filter(next::overlaps).toList();
        if (meanwhile.stream().anyMatch(other -> other.part().equals(next.part()))) {
            return false;
        }
        if (rules.total().contains(next.fault()) || rules.harmless().contains(next.fault())) {
            return true;
        }
        String kind = parts.stream()
                .filter(part -> part.name().equals(next.part()))
                .map(Part::kind)
                .findFirst()
                .orElseThrow();
        List<String> ofKind = parts.stream()
                .filter(part -> part.kind().equals(kind))
                .map(Part::name)
                .toList();
        long gone = meanwhile.stream()
                .filter(other ->
                        ofKind.contains(other.part()) && !rules.harmless().contains(other.fault()))
                .map(Planned::part)
                .distinct()
                .count();
        return ofKind.size() - gone - 1 >= rules.leastAlive().getOrDefault(kind, 0);
    }

    /** Half of it, for finding the smallest that still fails. */
    public List<Schedule> halves() {
        int middle = faults.size() / 2;
        return faults.size() < 2
                ? List.of()
                : List.of(new Schedule(faults.subList(0, middle)), new Schedule(faults.subList(middle, faults.size())));
    }

    /** A line for each fault, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return faults.stream().map(Planned::toString).collect(Collectors.joining("\n"));
    }

    /**
     * Reads what {@link #toString} writes; empty lines and those that begin with # are passed over.
     *
     * @throws IllegalArgumentException if a line is no fault
     */
    public static Schedule parse(String text) {
        return new Schedule(text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Planned::parse)
                .toList());
    }
}
