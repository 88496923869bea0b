package io.tieline.cli;

import io.tieline.replay.select.Source;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Reads where requests are chosen from. */
final class SourceOption {
    private SourceOption() {}

    static Source parse(String text) {
        return Source.of(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no source, allowed: "
                        + Arrays.stream(Source.values()).map(Source::word).collect(Collectors.joining(", "))));
    }
}
