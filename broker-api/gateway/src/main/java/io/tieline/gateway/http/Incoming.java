package io.tieline.gateway.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Supplier;

/** What a stranger sends: no more of it than is allowed, and not too slowly. */
final class Incoming extends FilterInputStream {
    /** Long enough for any usual body on a usual line. */
    private static final Duration START = Duration.ofMinutes(2);

    private static final long SLOWEST_BYTES_PER_SECOND = 16 * 1024;

    private final long most;
    private final Supplier<RefusedException> tooLong;
    private final long begun = System.nanoTime();
    private long bytes;

    Incoming(InputStream in, long most, Supplier<RefusedException> tooLong) {
        super(in);
        this.most = most;
        this.tooLong = tooLong;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = next(into, offset, length);
        bytes += Math.max(0, count);
        if (bytes > most) {
            throw tooLong.get();
        }
        long allowed = START.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND).toNanos();
        if (System.nanoTime() - begun > allowed) {
            throw new BrokenRequestException("the body comes too slowly", null);
        }
        return count;
    }

    /** The server has exceptions of its own for a body that breaks off, or is no chunks. */
    private int next(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IOException | RuntimeException e) {
            throw new BrokenRequestException("the body breaks off, or is malformed", e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        return read(new byte[(int) Math.min(count, 8_192)]);
    }
}
