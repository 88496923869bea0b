package io.tieline.platform;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes.
 *
 * @param bytes 0 or more
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final Map<String, Long> UNITS = Map.of(
            "B", 1L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30);
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(\\p{Alpha}*)");
    private static final String ALLOWED =
            "a whole number with one of the units B, KB, MB, GB, KiB, MiB, GiB, such as 1MiB";

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes can't be, allowed: 0 or more");
        }
    }

    /** So many binary megabytes. */
    public static DataSize ofMiB(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads {@code 256KiB}, {@code 1GB} and the like.
     *
     * @throws IllegalArgumentException if the text isn't a size, saying what is allowed
     */
    public static DataSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is '" + text + "', allowed: " + ALLOWED);
        }
        String unit = matcher.group(2);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException(
                    "is '" + text + "' and has no unit: write " + text + "KiB, if that is meant");
        }
        Long factor = UNITS.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException("is '" + text + "', allowed: " + ALLOWED);
        }
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is '" + text + "', allowed: less than 2^63 bytes");
        }
    }

    /** The same for interfaces that count bytes in an int. */
    public int toIntExact() {
        return Math.toIntExact(bytes);
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest form that {@link #parse} reads as the same size. */
    @Override
    public String toString() {
        TreeMap<Long, String> exact = new TreeMap<>();
        UNITS.forEach((unit, factor) -> {
            if (bytes % factor == 0) {
                exact.put(factor, unit);
            }
        });
        return bytes == 0 ? "0B" : bytes / exact.lastKey() + exact.lastEntry().getValue();
    }
}
