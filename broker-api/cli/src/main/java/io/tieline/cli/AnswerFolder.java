package io.tieline.cli;

import io.tieline.client.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where answers are written, each to a file of its own. It keeps the path that a file has below the folder that all of
 * them share, so that files of the same name don't meet.
 *
 * @param folder where the answers go
 * @param suffix what is added to the names of the files
 */
record AnswerFolder(Path folder, SharedFolder shared, String suffix) implements Answers {
    static final String TEXT = ".answer.txt";
    static final String JSON = ".answer.json";

    /**
     * A place for the answers to these files, at least one.
     *
     * @param json whether the answers are JSON
     */
    static AnswerFolder of(Path folder, List<Path> files, boolean json) {
        return new AnswerFolder(folder, SharedFolder.of(files), json ? JSON : TEXT);
    }

    /** Where the answer to this file goes. */
    Path place(Path file) {
        Path relative = shared.relative(file);
        return folder.resolve(relative.resolveSibling(relative.getFileName() + suffix));
    }

    /** Writes the answer; one from an earlier run is replaced. */
    @Override
    public void take(Path file, Reply reply) throws IOException {
        if (reply.text().isPresent()) {
            Path place = place(file);
            Files.createDirectories(SharedFolder.parent(place));
            Files.writeString(place, reply.text().get());
        }
    }
}
