package io.tieline.cli;

import io.tieline.platform.ConfigException;
import io.tieline.platform.StrictYaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Finds and reads the configuration file. */
final class ConfigOption {
    private static final List<Path> USUAL_PLACES =
            List.of(Path.of("tieline.yaml"), Path.of(".tieline", "tieline.yaml"));

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:TIELINE_CONFIG}",
            description = "Configuration file. Default: $TIELINE_CONFIG, else ./tieline.yaml, else"
                    + " ./.tieline/tieline.yaml, which a running 'tieline up' writes.")
    private @Nullable Path file;

    TielineConfig read() {
        Path found = find();
        return StrictYaml.read(found, TielineConfig.class).readFrom(found);
    }

    /** The same choice for another command line; empty where that finds the file by itself. */
    String again() {
        return file == null ? "" : " --config " + file;
    }

    private Path find() {
        if (file != null) {
            return file;
        }
        return USUAL_PLACES.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is no configuration: name a file with --config, put a"
                        + " tieline.yaml here (docs/configuration.md shows one), or run 'tieline up' in this folder"));
    }
}
