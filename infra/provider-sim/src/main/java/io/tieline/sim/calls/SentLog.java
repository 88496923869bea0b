package io.tieline.sim.calls;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What clients sent last, so that tests can say what must be in it: at most 1,000 calls, and 64 MiB of bodies. Bodies are
 * read only when they are asked for; a call that nobody looks at costs its memory and nothing else. Safe for use by many
 * threads.
 */
public final class SentLog {
    private static final int CALLS_KEPT = 1_000;
    private static final long BYTES_KEPT = 64 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Raw> kept = new ArrayDeque<>();
    private long bytes;

    // Never compared; copying the bytes of every call would only cost.
    @SuppressWarnings("ArrayRecordComponent")
    private record Raw(@Nullable String requestId, String endpoint, String path, byte[] body) {}

    /** Keeps a call. */
    public void add(String endpoint, @Nullable String requestId, String path, byte[] body) {
        lock.lock();
        try {
            kept.addLast(new Raw(requestId, endpoint, path, body));
            bytes += body.length;
            while (kept.size() > CALLS_KEPT || bytes > BYTES_KEPT) {
                bytes -= kept.removeFirst().body().length;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The calls that are kept, in the order in which they came. */
    public List<Sent> list() {
        List<Raw> raws;
        lock.lock();
        try {
            raws = List.copyOf(kept);
        } finally {
            lock.unlock();
        }
        return raws.stream()
                .map(raw -> Digest.of(raw.requestId(), raw.endpoint(), raw.path(), raw.body()))
                .toList();
    }
}
