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

    static JobLine ofKey(String key) {
        int end = key.lastIndexOf('/');
        return new JobLine(key.substring(0, end), Long.parseLong(key.substring(end + 1)));
    }

    static String firstKey(String jobId) {
        return jobId + "/";
    }

    static String lastKey(String jobId) {
        return jobId + "/" + AFTER_DIGITS;
    }
}
