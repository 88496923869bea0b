package io.tieline.gateway.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a job's input line by line, and knows where each line ends. Used by one thread. */
public final class InputLines implements AutoCloseable {
    /** More than any request may have. */
    public static final int MOST_BYTES = 8 * 1024 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream input;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int end;
    private long position;
    private long number;

    /**
     * Reads on.
     *
     * @param input the rest of the input; closed with this
     * @param position where in the whole it begins
     * @param number lines before it
     */
    public InputLines(InputStream input, long position, long number) {
        this.input = input;
        this.position = position;
        this.number = number;
    }

    /** A line has more than {@link #MOST_BYTES}. */
    public static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        LineTooLongException(long number) {
            super("line " + number + " has more than " + MOST_BYTES + " bytes");
        }
    }

    /**
     * The next line without its end; empty where there is none.
     *
     * @throws LineTooLongException if it has more bytes than any may
     */
    public Optional<String> next() throws IOException {
        if (!filled()) {
            return Optional.empty();
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean ended = false;
        while (!ended && filled()) {
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            line.write(buffer, from, next - from);
            ended = next < end;
            next += ended ? 1 : 0;
            position += next - from;
            if (line.size() > MOST_BYTES) {
                throw new LineTooLongException(number);
            }
        }
        return Optional.of(text(line.toByteArray()));
    }

    private static String text(byte[] line) {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private boolean filled() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, input.read(buffer));
        }
        return next < end;
    }

    /** Number of the last line read, from 1. */
    long number() {
        return number;
    }

    /** Where in the whole input the next line begins. */
    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
