package io.tieline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Collects the results of a job that has ended: first the answers, then the lines that have none. */
final class BatchResults {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GatewayClient client;
    private final BatchJob job;

    BatchResults(GatewayClient client, BatchJob job) {
        if (!job.hasEnded()) {
            throw new IllegalStateException("job " + job.id() + " is " + job.stateInWords()
                    + "; there are results as soon as it has ended. 'tieline batch status --wait' waits for that");
        }
        this.client = client;
        this.job = job;
    }

    /** Whether that is a file for all lines, rather than a folder with a file for each. */
    static boolean isFile(Path output) {
        return Files.isRegularFile(output) || output.toString().endsWith(".jsonl");
    }

    /** Makes sure that it can be written, before anything is asked for. */
    static void requireWritable(Path output) {
        if (isFile(output)) {
            Writable.file("--output", output);
        } else {
            Writable.folder("--output", output);
        }
    }

    /** Prints the lines as they are. */
    void print(PrintWriter out) throws InterruptedException {
        for (String fileId : files()) {
            readLines(fileId, out::println);
        }
        out.flush();
    }

    /**
     * Writes all lines to a file, or each answer to a file of its own below a folder. What was there is replaced.
     *
     * @param err told why lines have no answer, where they don't go into the file
     * @return whether all that is there was written
     */
    boolean write(Path output, PrintWriter err) throws InterruptedException, IOException {
        if (isFile(output)) {
            writeFile(output);
            return true;
        }
        Folder folder = new Folder(output.toAbsolutePath().normalize(), err);
        for (String fileId : files()) {
            readLines(fileId, folder::take);
        }
        return folder.unwritten == 0;
    }

    private List<String> files() {
        return Stream.of(Optional.ofNullable(job.outputFileId()), Optional.ofNullable(job.errorFileId()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whole or not at all: half a file looks like a whole one. */
    private void writeFile(Path output) throws InterruptedException, IOException {
        Path file = output.toAbsolutePath();
        Path half = Files.createTempFile(SharedFolder.parent(file), file.getFileName() + ".", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(half)) {
                for (String fileId : files()) {
                    try (InputStream content = client.content(fileId)) {
                        content.transferTo(out);
                    }
                }
            }
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private void readLines(String fileId, LineTaker taker) throws InterruptedException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(client.content(fileId), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                taker.take(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the results of job " + job.id() + " can't be read to their end", e);
        }
    }

    @FunctionalInterface
    private interface LineTaker {
        void take(String line) throws IOException;
    }

    /** Where each answer has a file of its own. */
    private static final class Folder {
        private final Path folder;
        private final PrintWriter err;
        private int unwritten;

        Folder(Path folder, PrintWriter err) {
            this.folder = folder;
            this.err = err;
        }

        void take(String text) {
            JsonNode line = read(text);
            String id = line.path("id").asText();
            JsonNode reply = line.path("reply");
            if (!"completed".equals(reply.path("outcome").asText())) {
                err.println(id + ": " + whyNot(line));
                return;
            }
            try {
                boolean isText = reply.path("text").isTextual();
                Path place = place(id, isText ? AnswerFolder.TEXT : AnswerFolder.JSON);
                Files.createDirectories(SharedFolder.parent(place));
                Files.writeString(place, isText ? reply.get("text").asText() : reply.toPrettyString());
            } catch (IOException | InvalidPathException e) {
                unwritten++;
                err.println(id + ": its answer can't be written: " + Failures.explain(e));
            }
        }

        /** Never outside the folder: ids are whatever somebody has written into the input. */
        private Path place(String id, String suffix) throws IOException {
            Path place = folder.resolve(id + suffix).normalize();
            if (!place.startsWith(folder) || place.equals(folder)) {
                throw new IOException("this id leads out of " + folder + "; take the lines as a file, FILE.jsonl");
            }
            return place;
        }

        private static JsonNode read(String line) {
            try {
                return JSON.readTree(line);
            } catch (JsonProcessingException e) {
                return JSON.missingNode();
            }
        }

        private static String whyNot(JsonNode line) {
            JsonNode error = line.hasNonNull("refused") ? line.get("refused") : line.at("/reply/error");
            String outcome = line.at("/reply/outcome").asText("no reply").toUpperCase(Locale.ROOT);
            return outcome + ", " + error.path("code").asText("unknown") + ": "
                    + error.path("message").asText("without a message");
        }
    }
}
