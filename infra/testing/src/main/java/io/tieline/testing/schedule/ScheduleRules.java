package io.tieline.testing.schedule;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What a schedule keeps to.
 *
 * @param leastAlive how many parts of a kind no fault may be at, at any moment; kinds that aren't named need none
 * @param total faults that are meant to be total: they may befall the last one of a kind, too
 * @param harmless faults that leave a part alive, such as a slow connection
 * @param meanGap between the beginnings of two faults, on average
 * @param shortest least time that a fault lasts
 * @param longest most time that a fault lasts
 * @param calm time without any fault at the end
 */
public record ScheduleRules(
        Map<String, Integer> leastAlive,
        Set<String> total,
        Set<String> harmless,
        Duration meanGap,
        Duration shortest,
        Duration longest,
        Duration calm) {
    public ScheduleRules {
        leastAlive = Map.copyOf(leastAlive);
        total = Set.copyOf(total);
        harmless = Set.copyOf(harmless);
        if (shortest.isNegative() || longest.compareTo(shortest) < 0 || meanGap.toMillis() < 1) {
            throw new IllegalArgumentException("no such times: " + shortest + " to " + longest + " every " + meanGap);
        }
    }
}
