package io.tieline.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decides where the log goes, before the first logger is made: commands that draw on the terminal write it to a file,
 * services to standard error.
 */
final class LogOutput {
    private static final List<String> DRAWING = List.of("demo", "up", "submit");

    private LogOutput() {}

    static void choose(String[] args) {
        boolean drawing = args.length > 0 && DRAWING.contains(args[0]);
        System.setProperty("log4j2.configurationFile", drawing ? "log4j2-file.xml" : "log4j2-console.xml");
        if (drawing && System.getProperty("tieline.log") == null) {
            System.setProperty("tieline.log", file().toString());
        }
    }

    static Path file() {
        String cache = Optional.ofNullable(System.getenv("TIELINE_CACHE"))
                .orElseGet(() -> System.getProperty("user.home") + "/.cache/tieline");
        return Path.of(cache, "logs", "tieline-" + ProcessHandle.current().pid() + ".log");
    }
}
