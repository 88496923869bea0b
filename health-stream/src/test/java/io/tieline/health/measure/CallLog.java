package io.tieline.health.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All calls that were ever made, one by one: what rings are held against. */
final class CallLog {
    private record Written(Sample sample, Instant at) {}

    private final List<Written> all = new ArrayList<>();

    void add(Sample sample, Instant at) {
        all.add(new Written(sample, at));
    }

    /**
     * What the calls of a window add up to.
     *
     * @param span whole seconds; the window ends with the span that the instant lies in
     */
    Figures over(Duration window, Duration span, Instant asked) {
        long seconds = span.toSeconds();
        Instant to = Instant.ofEpochSecond((asked.getEpochSecond() / seconds + 1) * seconds);
        Instant from = to.minus(window);
        return Figures.of(all.stream()
                .filter(each -> !each.at().isBefore(from) && each.at().isBefore(to))
                .map(Written::sample)
                .toList());
    }
}
