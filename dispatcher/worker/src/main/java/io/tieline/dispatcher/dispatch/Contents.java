package io.tieline.dispatcher.dispatch;

import io.tieline.files.ClaimCheck;
import io.tieline.files.ClaimCheck.Claimed;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims the contents that requests have left in the file store, no more at a time than the heap bears: who comes when that much
 * is lent waits, in order. Safe for use by several threads.
 */
public final class Contents {
    private static final Logger LOG = LoggerFactory.getLogger(Contents.class);
    private static final int SHARE_OF_HEAP = 24;
    private static final int UNIT = 1_024;

    private final ClaimCheck check;
    private final int units;
    private final Semaphore room;

    /**
     * Claims from a store.
     *
     * @param mostBytes most that is lent at a time; a request with more gets it when nothing else is lent
     */
    public Contents(ClaimCheck check, long mostBytes) {
        this.check = check;
        this.units = Math.toIntExact(Math.ceilDiv(mostBytes, UNIT));
        this.room = new Semaphore(units, true);
    }

    /** What is lent of a heap of so many bytes; while a call is made, each byte takes about three. */
    public static long share(long heapBytes) {
        return Math.max(heapBytes / SHARE_OF_HEAP, StoredRules.MOST_BYTES);
    }

    /** What became of a claim. */
    sealed interface Lent {
        /** To be given back. */
        record Loan(InferenceRequest whole, Runnable giveBack) implements Lent {}

        /** It can't be had at the moment. */
        record Later(String why) implements Lent {}

        /** It can never be had. */
        record Lost(String why) implements Lent {}
    }

    /** Waits for room so long at most, and reads. */
    Lent lend(InferenceRequest request, Duration patience) throws InterruptedException {
        int wanted = (int) Math.min(units, Math.ceilDiv(StoredContents.bytes(request), UNIT));
        if (!room.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Lent.Later("no memory was free for its contents");
        }
        Lent lent = new Lent.Later("not read");
        try {
            lent = read(request, wanted);
        } finally {
            if (!(lent instanceof Lent.Loan)) {
                room.release(wanted);
            }
        }
        return lent;
    }

    private Lent read(InferenceRequest request, int taken) throws InterruptedException {
        try {
            return switch (check.claim(request)) {
                case Claimed.Whole(InferenceRequest whole) -> new Lent.Loan(whole, () -> room.release(taken));
                case Claimed.Lost(String why) -> new Lent.Lost(why);
            };
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading from the file store");
            }
            LOG.atWarn()
                    .addKeyValue("requestId", request.getRequestId())
                    .addKeyValue("error", e.toString())
                    .log("a request waits for the file store");
            return new Lent.Later("the file store is away");
        }
    }
}
