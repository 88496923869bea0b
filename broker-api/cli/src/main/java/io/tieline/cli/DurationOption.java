package io.tieline.cli;

import io.tieline.platform.Durations;
import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** Reads lengths of time such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}. */
final class DurationOption {
    private DurationOption() {}

    static Duration parse(String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text
                        + "' is no length of time: write a whole number with its unit, such as " + Durations.EXAMPLES));
    }
}
