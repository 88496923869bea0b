package io.tieline.testing.checker;

import io.tieline.testing.history.Event;

/**
 * What a run amounted to.
 *
 * @param faults that were made
 * @param requests that were acknowledged
 * @param lost of them, without a reply when everything was drained
 * @param doubled requests with more than one reply
 * @param calls that reached a provider, probes among them
 * @param failed requests that were answered otherwise than well: failed, expired, cancelled
 * @param unpublished requests of which nobody knows whether they were taken
 * @param repeatedPer1000 answers beyond the first that a provider gave for a request, for 1,000 requests
 * @param costRatio billed against the cheapest answer of each; NaN where nothing was billed
 * @param detection from a fault of an endpoint to the word that it is out
 * @param undetected outages of endpoints during which no such word was said
 * @param recovery from the end of such a fault to the word that it is healthy
 * @param unrecovered times that no such word came
 * @param falseDowns times that an endpoint was taken out while no fault was under way
 * @param drainMillis from the last publish or end of a fault, whichever is later, to quiet; -1 for none
 * @param calm from publish to reply, of what was published while no fault was under way
 * @param faulty the same of what was published while one was
 */
public record Figures(
        long faults,
        long requests,
        long lost,
        long doubled,
        long failed,
        long unpublished,
        long calls,
        double repeatedPer1000,
        double costRatio,
        Spread detection,
        long undetected,
        Spread recovery,
        long unrecovered,
        long falseDowns,
        long drainMillis,
        Spread calm,
        Spread faulty) {

    /** What faults added to the median, milliseconds; 0 where there is nothing to compare. */
    public long addedP50() {
        return calm.count() == 0 || faulty.count() == 0 ? 0 : faulty.p50() - calm.p50();
    }

    /** What faults added to the 99th percentile, milliseconds; 0 where there is nothing to compare. */
    public long addedP99() {
        return calm.count() == 0 || faulty.count() == 0 ? 0 : faulty.p99() - calm.p99();
    }

    static Figures of(Ledger ledger, Frame frame) {
        Sums sums = new Sums();
        ledger.entries().forEach(entry -> sums.add(entry, frame));
        Outages outages = Outages.of(frame);
        long load = Math.max(sums.lastPublish, outages.lastEnd());
        return new Figures(
                frame.faults().size(),
                sums.requests,
                sums.lost,
                sums.doubled,
                sums.failed,
                sums.unpublished,
                ledger.calls(),
                sums.requests == 0 ? 0 : 1_000.0 * sums.repeated / sums.requests,
                Cost.of(ledger).ratio(),
                outages.detection(),
                outages.undetected(),
                outages.recovery(),
                outages.unrecovered(),
                outages.falseDowns(),
                frame.quiet() < load ? -1 : frame.quiet() - load,
                sums.calm.build(),
                sums.faulty.build());
    }

    private static final class Sums {
        final Spread.Builder calm = new Spread.Builder();
        final Spread.Builder faulty = new Spread.Builder();
        long requests;
        long lost;
        long doubled;
        long failed;
        long unpublished;
        long repeated;
        long lastPublish;

        void add(Entry entry, Frame frame) {
            requests += entry.acknowledged ? 1 : 0;
            lost += entry.isOpen() && frame.isDrained(entry.publishedAt) ? 1 : 0;
            doubled += entry.replies > 1 ? 1 : 0;
            failed += entry.replies > 0 && entry.status != Event.Status.COMPLETED ? 1 : 0;
            unpublished += entry.failed && !entry.acknowledged ? 1 : 0;
            repeated += Math.max(0, entry.answers - 1);
            lastPublish = Math.max(lastPublish, entry.publishedAt);
            if (entry.isPublished() && entry.replies > 0) {
                (frame.isFaulty(entry.publishedAt) ? faulty : calm).add(entry.repliedAt - entry.publishedAt);
            }
        }
    }

    /** A few lines. */
    @Override
    public String toString() {
        return String.format(
                "faults %d, requests %d, lost %d, doubled %d, failed %d, unpublished %d%ncalls %d, repeated answers per 1,000 requests %.2f, cost ratio %.3f%n"
                        + "detection %s, undetected %d%nrecovery %s, unrecovered %d%nfalse downs %d, drained after %d ms%n"
                        + "calm %s%nfaulty %s%nadded p50 %d ms, p99 %d ms",
                faults,
                requests,
                lost,
                doubled,
                failed,
                unpublished,
                calls,
                repeatedPer1000,
                costRatio,
                detection,
                undetected,
                recovery,
                unrecovered,
                falseDowns,
                drainMillis,
                calm,
                faulty,
                addedP50(),
                addedP99());
    }
}
