package io.tieline.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides where the log goes, before the first logger is made: commands that talk to a person write it to a file,
 * services to standard error.
 */
final class LogOutput {
    private static final List<String> TALKING = List.of("demo", "up", "submit", "cancel", "batch", "topics");

    private static final Pattern NAME = Pattern.compile("tieline-\\d+\\.log");
    private static final int KEPT = 20;

    private LogOutput() {}

    static void choose(String[] args) {
        boolean talking = args.length > 0 && TALKING.contains(args[0]);
        System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
        System.setProperty("log4j2.configurationFile", talking ? "log4j2-file.xml" : "log4j2-console.xml");
        if (talking && System.getProperty("tieline.log") == null) {
            Path log = file();
            deleteOld(log.resolveSibling("."), KEPT - 1);
            System.setProperty("tieline.log", log.toString());
        }
    }

    /** Each run has a file of its own, and nobody else clears them away. What can't be deleted is left. */
    static void deleteOld(Path folder, int kept) {
        try (Stream<Path> files = Files.list(folder)) {
            files.map(Path::toFile)
                    .filter(file -> NAME.matcher(file.getName()).matches())
                    .sorted(Comparator.comparingLong(File::lastModified).reversed())
                    .skip(kept)
                    .forEach(file -> file.delete());
        } catch (IOException | UncheckedIOException e) {
            // There is no such folder yet, or it isn't ours: no reason not to do what was asked for.
            return;
        }
    }

    static Path file() {
        String cache = Optional.ofNullable(System.getenv("TIELINE_CACHE"))
                .orElseGet(() -> System.getProperty("user.home") + "/.cache/tieline");
        return Path.of(cache, "logs", "tieline-" + ProcessHandle.current().pid() + ".log");
    }
}
