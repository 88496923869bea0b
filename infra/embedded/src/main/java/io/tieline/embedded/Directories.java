package io.tieline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directories that come and go with a process. */
public final class Directories {
    private static final Logger LOG = LoggerFactory.getLogger(Directories.class);

    private Directories() {}

    /** A new, empty one. */
    public static Path temporary() {
        try {
            return Files.createTempDirectory("tieline-");
        } catch (IOException e) {
            throw new UncheckedIOException("can't make a temporary directory", e);
        }
    }

    /** Deletes the directory and all in it as far as it can: what is left over harms nobody. */
    public static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("directory", directory).setCause(e).log("Directory not deleted");
        }
    }
}
