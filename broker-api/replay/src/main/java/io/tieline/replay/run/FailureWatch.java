package io.tieline.replay.run;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether too many of the last replies and calls of a replay were failures. Used by one thread. */
final class FailureWatch {
    private static final String OK = "";

    private final double limit;
    private final int window;
    private final Deque<String> last = new ArrayDeque<>();
    private int failures;

    /**
     * Begins with none.
     *
     * @param limit share of failures above which there are too many
     * @param window how many of the last count; with fewer nothing is judged
     */
    FailureWatch(double limit, int window) {
        this.limit = limit;
        this.window = window;
    }

    void succeeded() {
        add(OK);
    }

    /** One failed; what it was is told with the verdict. */
    void failed(String what) {
        failures++;
        add(what);
    }

    private void add(String what) {
        last.addLast(what);
        if (last.size() > window && !last.removeFirst().equals(OK)) {
            failures--;
        }
    }

    /** Why it has to stop; empty where it needn't. */
    Optional<String> verdict() {
        if (last.size() < window || failures <= limit * window) {
            return Optional.empty();
        }
        Map.Entry<String, Long> worst = last.stream()
                .filter(what -> !what.equals(OK))
                .collect(Collectors.groupingBy(what -> what, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow();
        return Optional.of(String.format(
                Locale.ROOT,
                "%d of the last %d replies and calls failed, allowed: %.0f %%; most often: %s (%d times)",
                failures,
                window,
                limit * 100,
                worst.getKey(),
                worst.getValue()));
    }
}
