package io.tieline.testing.checker;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The outcome of a check.
 *
 * @param verdicts one for each promise, in their order
 * @param events how many were read
 * @param leftOut what of the history couldn't be read, in words
 */
public record Report(List<Verdict> verdicts, Figures figures, long events, List<String> leftOut) {
    public Report {
        verdicts = List.copyOf(verdicts);
        leftOut = List.copyOf(leftOut);
    }

    /** Those that were broken. */
    public List<Verdict> broken() {
        return verdicts.stream().filter(Verdict::isBroken).toList();
    }

    /** The verdict on one promise. */
    public Verdict on(Invariant invariant) {
        return verdicts.stream()
                .filter(verdict -> verdict.invariant() == invariant)
                .findFirst()
                .orElseThrow();
    }

    /** All of it, to be printed. */
    @Override
    public String toString() {
        return verdicts.stream().map(Verdict::toString).collect(Collectors.joining("\n")) + "\n" + figures + "\n"
                + events + " events read"
                + leftOut.stream().map(each -> "\nleft out: " + each).collect(Collectors.joining());
    }
}
