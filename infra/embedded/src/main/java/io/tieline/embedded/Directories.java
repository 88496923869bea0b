package io.tieline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directories that come and go with a process. */
public final class Directories {
    private static final Logger LOG = LoggerFactory.getLogger(Directories.class);
    private static final String PREFIX = "tieline-";

    /** Directories of this process. */
    private static final Map<Path, Claim> CLAIMS = new ConcurrentHashMap<>();

    private Directories() {}

    /** A new, empty one, but for a hidden file that says whose it is. */
    public static Path temporary() {
        try {
            Path directory = Files.createTempDirectory(PREFIX).toRealPath();
            claim(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("can't make a temporary directory", e);
        }
    }

    private static void claim(Path directory) {
        try {
            CLAIMS.put(directory, Claim.on(directory));
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(e)
                    .log("Directory not claimed: it stays if this process is killed");
        }
    }

    /** Deletes the directory and all in it as far as it can: what is left over harms nobody. */
    public static void delete(Path directory) {
        try {
            deleteAll(directory);
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("directory", directory).setCause(e).log("Directory not deleted");
        }
        Claim claim = CLAIMS.remove(directory);
        if (claim != null) {
            release(directory, claim);
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        Path claim = directory.resolve(Claim.FILE);
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.filter(path -> !path.equals(directory) && !path.equals(claim))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
        // Last, so that a process that dies meanwhile leaves nothing that can't be told from a stranger's.
        Files.deleteIfExists(claim);
        Files.deleteIfExists(directory);
    }

    private static void release(Path directory, Claim claim) {
        try {
            claim.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("directory", directory).setCause(e).log("Claim not released");
        }
    }

    /**
     * Deletes what processes of this user left behind that were killed: directories that {@link #temporary} has made, and
     * whose process is gone. Where either is in doubt, a directory is left alone.
     */
    public static void deleteAbandoned() {
        try (Stream<Path> all =
                Files.list(Path.of(System.getProperty("java.io.tmpdir")).toRealPath())) {
            all.filter(Directories::mayBeOurs).forEach(Directories::deleteIfAbandoned);
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().setCause(e).log("Can't look for directories that were left behind");
        }
    }

    private static boolean mayBeOurs(Path directory) {
        try {
            return String.valueOf(directory.getFileName()).startsWith(PREFIX)
                    && !CLAIMS.containsKey(directory)
                    && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                            .getName()
                            .equals(System.getProperty("user.name"));
        } catch (IOException e) {
            // Somebody else has just deleted it.
            return false;
        }
    }

    private static synchronized void deleteIfAbandoned(Path directory) {
        Claim.takeOver(directory).ifPresent(claim -> {
            LOG.atInfo().addKeyValue("directory", directory).log("Deleting what a killed process left behind");
            delete(directory);
            release(directory, claim);
        });
    }
}
