package io.tieline.health.judge;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why a condition holds.
 *
 * @param code {@code ok}, or the error code that most of the evidence carries
 * @param words the same for people, with the figures that it rests on
 */
public record Reason(String code, String words) {
    static final String OK = "ok";

    static Reason fine(String words) {
        return new Reason(OK, words);
    }

    static Reason of(Evidence evidence) {
        String codes = evidence.failures().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(failure -> failure.getKey() + " " + failure.getValue())
                .collect(Collectors.joining(", "));
        String words = evidence.failed() + " of " + evidence.attempts() + " calls failed (" + codes + "), for "
                + counted(evidence.distinctRequests(), "request") + " at "
                + counted(evidence.workers().size(), "dispatcher");
        return new Reason(evidence.mostFrequentCode(), words);
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
