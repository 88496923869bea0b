package io.tieline.cli;

import io.tieline.client.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Where answers are written, each to a file of its own. It keeps the path that a file has below the folder that all of
 * them share, so that files of the same name don't meet.
 *
 * @param folder where the answers go
 * @param shared the deepest folder that all submitted files are in, absolute
 * @param suffix what is added to the names of the files
 */
record AnswerFolder(Path folder, Path shared, String suffix) implements Answers {
    /**
     * A place for the answers to these files, at least one.
     *
     * @param json whether the answers are JSON
     */
    static AnswerFolder of(Path folder, List<Path> files, boolean json) {
        Path shared = parent(files.getFirst());
        for (Path file : files) {
            while (!absolute(file).startsWith(shared)) {
                shared = Objects.requireNonNull(shared.getParent(), "every file is below the root");
            }
        }
        return new AnswerFolder(folder, shared, json ? ".answer.json" : ".answer.txt");
    }

    /** Where the answer to this file goes. */
    Path place(Path file) {
        Path relative = shared.relativize(absolute(file));
        return folder.resolve(relative.resolveSibling(relative.getFileName() + suffix));
    }

    /** Writes the answer; one from an earlier run is replaced. */
    @Override
    public void take(Path file, Reply reply) throws IOException {
        if (reply.text().isPresent()) {
            Path place = place(file);
            Files.createDirectories(parent(place));
            Files.writeString(place, reply.text().get());
        }
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(absolute(file).getParent(), "a file is in a folder");
    }
}
