package io.tieline.gateway.jobs;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a job's input, and what its request, its reply and its result are found by.
 *
 * @param number from 1
 */
record JobLine(String jobId, long number) {
    private static final Pattern REQUEST_ID = Pattern.compile("(.+)-([1-9][0-9]{0,9})(~[0-9]{1,10})?");

    /** Above every digit, so that it follows the keys of all lines of a job. */
    private static final String AFTER_DIGITS = ":";

    /** Above that. */
    private static final String MENDED = "~";

    String requestId() {
        return jobId + "-" + number;
    }

    /** The line of a request, whether it is made for the first time or run again; empty where the id is none of a job's. */
    static Optional<JobLine> ofRequest(String requestId) {
        Matcher parts = REQUEST_ID.matcher(requestId);
        return parts.matches()
                ? Optional.of(new JobLine(parts.group(1), Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    /** Key of its result: these keys are in the order of the lines. */
    String key() {
        return String.format(Locale.ROOT, "%s/%010d", jobId, number);
    }

    /** Key of the answer that came after the job was through. These keys follow those of all results of the job. */
    String mendedKey() {
        return String.format(Locale.ROOT, "%s/%s%010d", jobId, MENDED, number);
    }

    /** The line of a key of either kind. */
    static JobLine ofKey(String key) {
        int end = key.lastIndexOf('/');
        String line = key.substring(end + 1);
        return new JobLine(key.substring(0, end), Long.parseLong(line.startsWith(MENDED) ? line.substring(1) : line));
    }

    static String firstKey(String jobId) {
        return jobId + "/";
    }

    static String lastKey(String jobId) {
        return jobId + "/" + AFTER_DIGITS;
    }

    static String firstMendedKey(String jobId) {
        return jobId + "/" + MENDED;
    }

    /** Follows all keys of a job. */
    static String lastMendedKey(String jobId) {
        return jobId + "/" + MENDED + AFTER_DIGITS;
    }
}
