package io.tieline.systemtests.report;

import io.tieline.systemtests.rig.Vitals;
import io.tieline.systemtests.scenario.Mutation;
import io.tieline.systemtests.scenario.Playing.Played;
import io.tieline.testing.checker.Figures;
import io.tieline.testing.checker.Spread;
import io.tieline.testing.checker.Verdict;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Collects what was seen of faults, and writes it down. Used by one thread. */
public final class FaultReport {
    private final List<Played> played = new ArrayList<>();
    private final List<String> mutants = new ArrayList<>();
    private final List<String> vitals = new ArrayList<>();
    private String setting = "";
    private boolean allCaught = true;
    private boolean isFlat = true;

    /** What was run on. */
    public void ran(String backend, long seed) {
        Runtime runtime = Runtime.getRuntime();
        setting = "%s; %d cores, Java %s, seed %d, %s."
                .formatted(
                        backend, runtime.availableProcessors(), Runtime.version(), seed, LocalDate.now(ZoneOffset.UTC));
    }

    /** What came of a scenario. */
    public void played(Played one) {
        played.add(one);
    }

    /** Heap and threads over a soak. */
    public void vitals(Vitals seen) {
        vitals.addAll(seen.lines());
        isFlat &= seen.growing().isEmpty();
    }

    /** What came of a mutant. */
    public void mutated(Mutation mutation, Played one, boolean caught) {
        String by = one.report().broken().stream()
                .map(Verdict::invariant)
                .map(each -> each + " (" + each.words() + ")")
                .collect(Collectors.joining(", "));
        mutants.add("| `%s` | %s | %s | %s |"
                .formatted(
                        mutation.change(),
                        mutation.scenario().name(),
                        caught ? "yes" : "**NO**",
                        by.isEmpty() ? one.complaint().orElse("") : by));
        allCaught &= caught;
    }

    /** Whether all scenarios went well, all mutants were caught and nothing grew. */
    public boolean isGood() {
        return allCaught && isFlat && played.stream().allMatch(Played::isGood);
    }

    /** The whole, in Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder(head());
        played.forEach(each -> text.append(row(each)).append('\n'));
        long requests = sum(Figures::requests);
        text.append("""

                Together: %,d requests under %,d faults, lost %d, doubled %d, answered otherwise than well %d. Times are
                milliseconds. *Failed* are requests that ended otherwise than well: a scenario that isn't about such requests
                isn't good with one. *Repeated* counts answers beyond the first that providers were paid for, for 1,000
                requests. *Missed* are outages that the health table didn't tell of while they lasted, and those after which it
                didn't tell of recovery before the end. *p99* is that of what was published during a fault; *added* compares it,
                and the median, with what was published outside of one, where both were seen: parts that start and requests that
                have piled up are outside of one.

                """.formatted(
                requests, sum(Figures::faults), sum(Figures::lost), sum(Figures::doubled), sum(Figures::failed)));
        played.stream()
                .filter(each -> !each.isGood())
                .forEach(each -> text.append("```\n" + each.withoutFolder() + "\n```\n\n"));
        if (played.stream().anyMatch(each -> !each.notes().isEmpty())) {
            text.append("## What else was seen\n\n");
            played.forEach(each -> each.notes()
                    .forEach(note ->
                            text.append("- %s: %s%n".formatted(each.scenario().name(), note))));
            text.append('\n');
        }
        if (!vitals.isEmpty()) {
            text.append("## Heap and threads over the soak\n\nHeap is what a full collection leaves.\n\n");
            vitals.forEach(each -> text.append("- ").append(each).append('\n'));
            text.append('\n');
        }
        if (!mutants.isEmpty()) {
            text.append(MUTANTS);
            mutants.forEach(each -> text.append(each).append('\n'));
        }
        return text.toString();
    }

    private String head() {
        return """
            # What faults did

            Written by `infra/system-tests/tieline-faults --report docs/fault-report.md`. Every scenario is load on a running
            system, a fault, and a checker that knows nothing of the product and decides from the histories of producers, readers
            and simulated providers whether the promises I1 to I12 were kept: `infra/testing`. The scenarios are listed by
            `tieline-faults --list`.

            %s

            | scenario | | faults | requests | lost | doubled | failed | repeated | detection p50 / p95 | recovery p50 / p95 | missed | drain | p99 | added p50 | added p99 |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """.formatted(setting);
    }

    private long sum(java.util.function.ToLongFunction<Figures> figure) {
        return played.stream()
                .map(each -> each.report().figures())
                .mapToLong(figure)
                .sum();
    }

    private static String row(Played one) {
        Figures f = one.report().figures();
        boolean comparable = f.calm().count() > 0 && f.faulty().count() > 0;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %d | %d | %d | %.1f | %s | %s | %d / %d | %s | %s | %s | %s |",
                one.scenario().name(),
                one.isGood() ? "good" : "**not good**",
                f.faults(),
                f.requests(),
                f.lost(),
                f.doubled(),
                f.failed(),
                f.repeatedPer1000(),
                pair(f.detection()),
                pair(f.recovery()),
                f.undetected(),
                f.unrecovered(),
                f.drainMillis() < 0 ? "-" : f.drainMillis(),
                f.faulty().count() == 0 ? "-" : f.faulty().p99(),
                comparable ? f.addedP50() : "-",
                comparable ? f.addedP99() : "-");
    }

    private static String pair(Spread spread) {
        return spread.count() == 0 ? "-" : spread.p50() + " / " + spread.p95();
    }

    private static final String MUTANTS = """
            ## Broken on purpose

            A checker that never failed proves nothing. The product is changed while it is loaded, by an agent that isn't shipped
            (`infra/mutants`), and the same scenarios are played.

            | change | scenario | caught | by |
            |---|---|---|---|
            """;
}
