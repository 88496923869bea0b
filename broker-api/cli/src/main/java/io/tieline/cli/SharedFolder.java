package io.tieline.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The deepest folder that some files are all in. Their paths below it tell them apart.
 *
 * @param path absolute
 */
record SharedFolder(Path path) {
    /** That of these files, at least one. */
    static SharedFolder of(List<Path> files) {
        Path shared = parent(files.getFirst());
        for (Path file : files) {
            while (!absolute(file).startsWith(shared)) {
                shared = Objects.requireNonNull(shared.getParent(), "every file is below the root");
            }
        }
        return new SharedFolder(shared);
    }

    /** Path of one of them below it. */
    Path relative(Path file) {
        return path.relativize(absolute(file));
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** Folder of a file. */
    static Path parent(Path file) {
        return Objects.requireNonNull(absolute(file).getParent(), "a file is in a folder");
    }
}
