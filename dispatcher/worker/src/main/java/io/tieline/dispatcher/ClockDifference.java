package io.tieline.dispatcher;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How far the clocks of Kafka's brokers are ahead of this machine's, by records that brokers have timed. Each was timed
 * between its sending and its acknowledgement, which bounds the difference on both sides (as Cristian's algorithm has it);
 * a slow one says little. Whose own clock is right finds so with most brokers, even where one of them is wrong: so it takes
 * all of the last ones to say otherwise. Immutable.
 *
 * @param last bounds of the difference, the oldest first
 */
record ClockDifference(List<Bounds> last) {
    /** Nothing is known yet. */
    static final ClockDifference UNKNOWN = new ClockDifference(List.of());

    /** What clocks that are set by NTP differ in, and more. */
    static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final int KEPT = 9;

    /** The difference is no less and no more. */
    record Bounds(Duration least, Duration most) {}

    ClockDifference {
        last = List.copyOf(last);
    }

    /** With what another record tells: the first two by this machine's clock, the third by the broker's. */
    ClockDifference with(Instant sent, Instant acknowledged, Instant appended) {
        List<Bounds> next = new ArrayList<>(last.size() < KEPT ? last : last.subList(1, KEPT));
        next.add(new Bounds(Duration.between(acknowledged, appended), Duration.between(sent, appended)));
        return new ClockDifference(next);
    }

    /** What has to be added to this machine's clock; zero unless all say that it is wrong, and to the same side. */
    Duration correction() {
        if (last.isEmpty()) {
            return Duration.ZERO;
        }
        if (last.stream().allMatch(each -> each.least().compareTo(TOLERANCE) > 0)) {
            return median(Bounds::least);
        }
        return last.stream().allMatch(each -> each.most().compareTo(TOLERANCE.negated()) < 0)
                ? median(Bounds::most)
                : Duration.ZERO;
    }

    private Duration median(Function<Bounds, Duration> bound) {
        List<Duration> sorted = last.stream().map(bound).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
