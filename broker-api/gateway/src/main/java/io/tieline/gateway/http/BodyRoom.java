package io.tieline.gateway.http;

import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Trouble;
import java.util.concurrent.Semaphore;

/**
 * Memory for bodies: a share of the heap, whoever they are from, so that too many large ones at a time are told to come
 * again. Thread-safe.
 */
final class BodyRoom {
    /** As objects, a body takes several times its length. */
    private static final long SHARE_OF_HEAP = 16;

    private static final int UNIT = 64 * 1024;

    private final Semaphore units;

    BodyRoom(long bytes) {
        this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes, UNIT)));
    }

    /** The share of this process's heap; room for one of the longest bodies at least. */
    static BodyRoom ofHeap(long longestBody) {
        return new BodyRoom(Math.max(longestBody, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /** What one request has taken. Used by one thread. */
    final class Taken implements AutoCloseable {
        private int count;

        /** Takes room for a body that has become this long; throws what the caller is told where there is none. */
        void grow(long bytes) {
            int more = (int) Math.ceilDiv(bytes, UNIT) - count;
            if (more > 0 && !units.tryAcquire(more)) {
                throw new RefusedException(
                        ApiError.of(Trouble.UNAVAILABLE, "The gateway has too many large requests at the moment."));
            }
            count += Math.max(0, more);
        }

        @Override
        public void close() {
            units.release(count);
            count = 0;
        }
    }

    Taken take() {
        return new Taken();
    }
}
