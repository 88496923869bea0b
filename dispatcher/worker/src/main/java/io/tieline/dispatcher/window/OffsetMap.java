package io.tieline.dispatcher.window;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;

/**
 * The offsets at or above a committed offset that are finished already, in the form that the commit's metadata keeps.
 *
 * <p>A version byte says which of two encodings follows, whichever is shorter: a bitmap (bit i of the bytes, lowest bit
 * first, stands for the offset base + i) or run lengths (base-128 numbers, lowest seven bits first; unfinished and
 * finished offsets by turns, unfinished first). The whole is Base64 without padding. A map that spans at most
 * {@link #MAX_SPAN} offsets never takes more than {@link #MAX_CHARS} characters, whatever is finished in it.
 */
final class OffsetMap {
    /** Brokers take 4,096 characters of metadata by default ({@code offset.metadata.max.bytes}). */
    static final int MAX_CHARS = 4_000;

    /** Base64 makes four characters of three bytes; one byte is the version. */
    static final int MAX_SPAN = (MAX_CHARS / 4 * 3 - 1) * Byte.SIZE;

    private static final byte BITMAP = 1;
    private static final byte RUNS = 2;

    private OffsetMap() {}

    /** Metadata for the finished offsets, given relative to the committed one; nothing finished gives "". */
    static String encode(BitSet finished) {
        if (finished.isEmpty()) {
            return "";
        }
        if (finished.length() > MAX_SPAN) {
            throw new IllegalArgumentException(
                    "a window must not span more than " + MAX_SPAN + " offsets, but spans " + finished.length());
        }
        byte[] bitmap = finished.toByteArray();
        ByteBuffer out = ByteBuffer.allocate(1 + bitmap.length);
        if (!writeRuns(finished, out)) {
            out.clear();
            out.put(BITMAP).put(bitmap);
        }
        return Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(out.array(), out.position()));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if this is no offset map, with what it is instead
     */
    static BitSet decode(String metadata) {
        if (metadata.isEmpty()) {
            return new BitSet();
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(metadata);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("commit metadata '" + shorten(metadata) + "' is not an offset map", e);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        BitSet finished = switch (version) {
            case BITMAP -> BitSet.valueOf(in);
            case RUNS -> readRuns(in);
            default ->
                throw new IllegalArgumentException("commit metadata '" + shorten(metadata) + "' has version " + version
                        + ", known are " + BITMAP + " and " + RUNS);
        };
        requireSpan(finished.length());
        return finished;
    }

    private static void requireSpan(long span) {
        if (span > MAX_SPAN) {
            throw new IllegalArgumentException(
                    "commit metadata spans " + span + " offsets, but an offset map at most " + MAX_SPAN);
        }
    }

    /** False where the runs would take as much room as the bitmap, or more. */
    private static boolean writeRuns(BitSet finished, ByteBuffer out) {
        out.put(RUNS);
        int from = 0;
        while (from < finished.length()) {
            int start = finished.nextSetBit(from);
            int end = finished.nextClearBit(start);
            if (!writeNumber(start - from, out) || !writeNumber(end - start, out)) {
                return false;
            }
            from = end;
        }
        return true;
    }

    private static BitSet readRuns(ByteBuffer in) {
        BitSet finished = new BitSet();
        int at = 0;
        while (in.hasRemaining()) {
            long start = at + readNumber(in);
            long end = start + readNumber(in);
            requireSpan(end);
            finished.set((int) start, (int) end);
            at = (int) end;
        }
        return finished;
    }

    private static boolean writeNumber(int number, ByteBuffer out) {
        int rest = number;
        while (out.hasRemaining()) {
            if (rest < 0x80) {
                out.put((byte) rest);
                return true;
            }
            out.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        return false;
    }

    private static long readNumber(ByteBuffer in) {
        long number = 0;
        int shift = 0;
        while (in.hasRemaining() && shift <= 28) {
            byte next = in.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
            shift += 7;
        }
        throw new IllegalArgumentException("commit metadata breaks off in the middle of a number");
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
