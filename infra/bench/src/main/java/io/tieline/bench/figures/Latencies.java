package io.tieline.bench.figures;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Lengths of time, and which of them so many stay below.
 *
 * @param sorted the shortest first
 */
public record Latencies(List<Duration> sorted) {
    public Latencies {
        sorted = sorted.stream().sorted().toList();
    }

    public static Latencies of(Collection<Duration> all) {
        return new Latencies(List.copyOf(all));
    }

    /** The shortest that this share of all doesn't exceed; zero where there are none. */
    public Duration at(double share) {
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    /** In milliseconds. */
    public String inWords() {
        return "p50 %.1f   p95 %.1f   p99 %.1f   max %.1f"
                .formatted(millis(0.5), millis(0.95), millis(0.99), millis(1));
    }

    private double millis(double share) {
        return at(share).toNanos() / 1e6;
    }
}
