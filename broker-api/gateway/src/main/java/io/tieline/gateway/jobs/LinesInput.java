package io.tieline.gateway.jobs;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;

/** Lines as a stream of bytes, each made when it is read. Used by one thread. */
final class LinesInput extends InputStream {
    private final Iterator<String> lines;
    private byte[] line = {};
    private int next;

    LinesInput(Iterator<String> lines) {
        this.lines = lines;
    }

    private boolean filled() {
        if (next == line.length && lines.hasNext()) {
            line = (lines.next() + "\n").getBytes(StandardCharsets.UTF_8);
            next = 0;
        }
        return next < line.length;
    }

    @Override
    public int read() {
        return filled() ? line[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int count = Math.min(length, line.length - next);
        System.arraycopy(line, next, into, from, count);
        next += count;
        return count;
    }
}
