package io.tieline.gateway.anthropic;

import io.tieline.gateway.jobs.InputLines;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A long body, of which one request at a time is in memory: none of them may be longer than a job's lines. */
final class OneByOne extends FilterInputStream {
    /** Less than a line may have by what is read ahead of a request's beginning. */
    static final int MOST_BYTES = InputLines.MOST_BYTES - 64 * 1024;

    private final LongConsumer held;
    private long bytes;

    /**
     * Reads a body.
     *
     * @param held told of each portion how long the present request has become
     */
    OneByOne(InputStream body, LongConsumer held) {
        super(body);
        this.held = held;
    }

    /** One request is too long. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("a request has more than " + MOST_BYTES + " bytes");
        }
    }

    /** The next request begins about here. */
    void next() {
        bytes = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = super.read(into, from, length);
        bytes += Math.max(0, count);
        if (bytes > MOST_BYTES) {
            throw new TooLongException();
        }
        held.accept(bytes);
        return count;
    }
}
