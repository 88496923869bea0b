package io.tieline.bench.gateway;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM's log of collections ({@code -Xlog:gc}) tells of its heap. In MiB, 0 where there was no collection.
 *
 * @param peak most that it held, garbage included
 * @param mostKept most that was left after any collection
 * @param lastKept what was left after the last one
 * @param limit the heap's size at the last one
 */
record GcLog(int peak, int mostKept, int lastKept, int limit) {
    private static final Pattern COLLECTION = Pattern.compile("GC\\(\\d+\\) Pause .* (\\d+)M->(\\d+)M\\((\\d+)M\\)");

    static GcLog of(List<String> lines) {
        GcLog log = new GcLog(0, 0, 0, 0);
        for (String line : lines) {
            Matcher collection = COLLECTION.matcher(line);
            if (collection.find()) {
                log = log.after(number(collection, 1), number(collection, 2), number(collection, 3));
            }
        }
        return log;
    }

    private static int number(Matcher collection, int group) {
        return Integer.parseInt(collection.group(group));
    }

    private GcLog after(int before, int left, int size) {
        return new GcLog(Math.max(peak, before), Math.max(mostKept, left), left, size);
    }
}
