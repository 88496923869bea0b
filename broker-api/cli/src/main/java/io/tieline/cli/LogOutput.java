package io.tieline.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decides where the log goes, before the first logger is made: commands that talk to a person write it to a file,
 * services to standard error.
 */
final class LogOutput {
    private static final List<String> TALKING = List.of("demo", "up", "submit", "topics");

    private LogOutput() {}

    static void choose(String[] args) {
        boolean talking = args.length > 0 && TALKING.contains(args[0]);
        System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
        System.setProperty("log4j2.configurationFile", talking ? "log4j2-file.xml" : "log4j2-console.xml");
        if (talking && System.getProperty("tieline.log") == null) {
            System.setProperty("tieline.log", file().toString());
        }
    }

    static Path file() {
        String cache = Optional.ofNullable(System.getenv("TIELINE_CACHE"))
                .orElseGet(() -> System.getProperty("user.home") + "/.cache/tieline");
        return Path.of(cache, "logs", "tieline-" + ProcessHandle.current().pid() + ".log");
    }
}
