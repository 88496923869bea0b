package io.tieline.testing.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The histories of several processes, one file after the other, line by line: no more than a line is held. The last line
 * of a writer that was killed may be torn: it is left out, and told. Used by one thread.
 */
public final class HistoryFiles implements History {
    private final List<Path> files;
    private final List<String> leftOut = new ArrayList<>();

    public HistoryFiles(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** All files named {@code *.jsonl} directly in a directory, by their names. */
    public static HistoryFiles in(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return new HistoryFiles(all.filter(each -> each.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads all files.
     *
     * @throws IllegalStateException if a line other than a torn last one is no event, naming file and line
     * @throws UncheckedIOException if a file can't be read
     */
    @Override
    public void read(Consumer<? super Event> events) {
        leftOut.clear();
        for (Path file : files) {
            try {
                read(file, events);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
    }

    @Override
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    private void read(Path file, Consumer<? super Event> events) throws IOException {
        boolean ended = endsWithLineBreak(file);
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            long number = 0;
            String line = in.readLine();
            while (line != null) {
                number++;
                String next = in.readLine();
                Event event = parse(file, number, line, next == null && !ended);
                if (event != null) {
                    events.accept(event);
                }
                line = next;
            }
        }
    }

    private @Nullable Event parse(Path file, long number, String line, boolean mayBeTorn) {
        try {
            return EventCodec.read(line);
        } catch (IllegalArgumentException e) {
            String where = file + ":" + number;
            if (mayBeTorn) {
                leftOut.add(where + ": the last line is torn, its writer was killed");
                return null;
            }
            throw new IllegalStateException(where + ": " + e.getMessage(), e);
        }
    }

    private static boolean endsWithLineBreak(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (channel.size() == 0) {
                return true;
            }
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n';
        }
    }
}
