package io.tieline.dev;

import io.tieline.platform.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the demo does.
 *
 * @param documents text files, or folders of them, that the requests are made from; empty: the project's own documents
 * @param requests how many requests are submitted, 1 or more
 * @param ratePerSecond how many of them in a second; 0: so that all take about ten to twenty seconds
 * @param outageAfterPercent share of the requests after which the outage begins, 0 to 99
 * @param outageFor how long it lasts
 * @param killDispatcher whether the dispatcher is a process of its own that is killed twice
 * @param json where the report is written as JSON; null: nowhere
 */
public record DemoOptions(
        List<Path> documents,
        int requests,
        int ratePerSecond,
        Outage outage,
        int outageAfterPercent,
        Duration outageFor,
        boolean killDispatcher,
        @Nullable Path json) {
    private static final int SLOWEST = 20;
    private static final int FASTEST = 400;
    private static final int SECONDS = 15;

    /** Which providers go dark. */
    public enum Outage {
        NONE,
        PRIMARY,
        ALL
    }

    public DemoOptions {
        documents = List.copyOf(documents);
        require(requests >= 1 && requests <= 1_000_000, "--requests", requests, "1 to 1000000");
        require(ratePerSecond >= 0 && ratePerSecond <= 10_000, "--rate", ratePerSecond, "0 to 10000");
        require(
                outageAfterPercent >= 0 && outageAfterPercent < 100,
                "--outage-after",
                outageAfterPercent,
                "0 to 99 (percent of the requests)");
        require(outageFor.isPositive(), "--outage-for", Durations.text(outageFor), "longer than nothing, such as 10s");
        ratePerSecond = ratePerSecond == 0 ? Math.clamp(requests / SECONDS, SLOWEST, FASTEST) : ratePerSecond;
    }

    private static void require(boolean holds, String option, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(option + " is " + value + ", allowed: " + allowed);
        }
    }
}
