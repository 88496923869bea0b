package io.tieline.cli;

import io.tieline.replay.run.NewReplay;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How fast a replay goes, and how far. */
final class ReplayPaceOptions {
    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "At most so many requests a second. Default: ${DEFAULT-VALUE}.")
    private double rate = 10;

    @Option(
            names = "--ramp",
            paramLabel = "DURATION",
            defaultValue = "1m",
            description = "Come to that within this time, from a twentieth. Default: ${DEFAULT-VALUE}.")
    private Duration ramp = Duration.ofMinutes(1);

    @Option(
            names = "--most-open",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many at a time that haven't ended. Default: ${DEFAULT-VALUE}.")
    private int mostOpen = 1_000;

    @Option(
            names = "--failure-limit",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description =
                    "Stop where more than this share of the last replies and calls failed. Default: ${DEFAULT-VALUE}.")
    private double failureLimit = 0.5;

    @Option(
            names = "--failure-window",
            paramLabel = "N",
            defaultValue = "50",
            description = "Number of these replies and calls. Default: ${DEFAULT-VALUE}.")
    private int failureWindow = 50;

    @Option(
            names = "--max-generation",
            paramLabel = "N",
            defaultValue = "5",
            description = "Leave out what was run again so many times, by whichever replay. Default: ${DEFAULT-VALUE}.")
    private int maxGeneration = 5;

    NewReplay.Limits limits() {
        return new NewReplay.Limits(rate, ramp, mostOpen, failureLimit, failureWindow, maxGeneration);
    }
}
