package io.tieline.files;

import io.tieline.files.FileStore.TooLargeException;
import io.tieline.files.FileStore.Written;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes what is read through it, and ends with an error after too much. For one thread. */
final class Measured extends FilterInputStream {
    private final long mostBytes;
    private final MessageDigest digest = sha256();
    private long bytes;

    Measured(InputStream in, long mostBytes) {
        super(in);
        this.mostBytes = mostBytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
            bytes += count;
            if (bytes > mostBytes) {
                throw new TooLargeException(mostBytes);
            }
            digest.update(buffer, offset, count);
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** What was read; called once, at the end. */
    Written written() {
        return new Written(bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
