package io.tieline.dispatcher.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.window.Window.Arrival;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Drives the window with random arrivals, completions, commits, crashes and revocations over a log with gaps, beside a
 * model that simply remembers which records are finished. Its moods change: some leave the head behind until the window
 * is full of every second record, which is the worst that the commit's metadata can meet.
 */
class WindowPropertyTest {
    private static final int STEPS = 20_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void shouldNeverSkipAnUnfinishedOffsetNorForgetAFinishedOneNorOutgrowTheMetadata(long seed) {
        Walk walk = new Walk(seed);

        walk.run();

        // A walk that never gets there shows nothing about it.
        assertThat(walk.widest).as("seed %s: widest window", seed).isGreaterThan(0.95);
        assertThat(walk.longest).as("seed %s: longest metadata", seed).isBetween(3_900, OffsetMap.MAX_CHARS);
        assertThat(walk.full).as("seed %s: arrivals refused", seed).isPositive();
        assertThat(walk.restarts).as("seed %s: restarts", seed).isGreaterThan(10);
    }

    /** What the requests do for a while. */
    private enum Mood {
        /** Polls bring many records, and every second one finishes. */
        ALTERNATE,
        /** Any record finishes, young or old. */
        ANY,
        /** The oldest finish first, and few come. */
        DRAIN
    }

    private static final List<Mood> MOODS = List.of(Mood.ALTERNATE, Mood.ALTERNATE, Mood.ANY, Mood.DRAIN);

    private static final class Walk {
        private final Random random;
        private final String context;

        /** Offset of each record of the log, and how many there are. Models know records by their place in it. */
        private long[] log = new long[1 << 16];

        private int logSize;
        private long logEnd;

        private Position committed = new Position(0, "");
        private BitSet committedFinished = new BitSet();

        private Window window = new Window(committed);
        private BitSet finished = new BitSet();
        private BitSet inFlight = new BitSet();
        private int cursor;

        /** No record below this one is in flight. */
        private int below;

        private Mood mood = Mood.ALTERNATE;

        private double widest;
        private int longest;
        private int full;
        private int restarts;

        Walk(long seed) {
            random = new Random(seed);
            context = "seed " + seed;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                int dice = random.nextInt(10_000);
                if (dice < 10) {
                    restart();
                } else if (dice < 110) {
                    commit();
                } else if (dice < 120) {
                    mood = MOODS.get(random.nextInt(MOODS.size()));
                } else {
                    live();
                }
            }
            commit();
            restart();
            everythingUnfinishedComesBack();
        }

        private void live() {
            switch (mood) {
                case ALTERNATE -> {
                    Arrival last = Arrival.RUN;
                    for (int i = random.nextInt(80); i > 0 && last != Arrival.FULL; i--) {
                        last = arrive();
                        if (i % 2 == 0 && last == Arrival.RUN && random.nextInt(2_000) != 0) {
                            finish(cursor - 1);
                        }
                    }
                }
                case ANY -> {
                    if (random.nextInt(10) < 4) {
                        arrive();
                    } else if (!inFlight.isEmpty()) {
                        // Mostly young ones, so that the head is left behind.
                        int from = random.nextInt(20) == 0 ? 0 : random.nextInt(inFlight.length());
                        finish(inFlight.nextSetBit(from));
                    }
                }
                case DRAIN -> {
                    for (int i = random.nextInt(60); i > 0 && !inFlight.isEmpty(); i--) {
                        finish(oldest());
                    }
                    if (random.nextInt(10) == 0) {
                        arrive();
                    }
                }
            }
        }

        private Arrival arrive() {
            if (cursor == logSize) {
                append();
            }
            Arrival arrival = window.arrive(log[cursor]);
            switch (arrival) {
                case RUN -> {
                    check(!finished.get(cursor), "ran again");
                    inFlight.set(cursor++);
                }
                case FINISHED_BEFORE -> check(finished.get(cursor++), "skipped");
                case FULL -> {
                    full++;
                    check(!inFlight.isEmpty(), "full of nothing");
                    check(log[cursor] - log[oldest()] >= OffsetMap.MAX_SPAN, "full too early");
                }
            }
            widest = Math.max(widest, window.fill());
            return arrival;
        }

        private void append() {
            logEnd += random.nextInt(40_000) == 0 ? 1 + random.nextInt(30_000) : random.nextInt(20) == 0 ? 2 : 1;
            if (logSize == log.length) {
                log = Arrays.copyOf(log, 2 * logSize);
            }
            log[logSize++] = logEnd - 1;
        }

        private void finish(int record) {
            inFlight.clear(record);
            window.finish(log[record]);
            finished.set(record);
        }

        private void commit() {
            committed = window.position();
            committedFinished = (BitSet) finished.clone();
            longest = Math.max(longest, committed.metadata().length());
            check(committed.metadata().length() <= OffsetMap.MAX_CHARS, "metadata too long");
            check(
                    inFlight.isEmpty()
                            ? cursor == 0 || committed.offset() > log[cursor - 1]
                            : committed.offset() == log[oldest()],
                    "not the lowest unfinished one");
        }

        /** A crash or a revocation: what was not committed is forgotten, and the log comes again from the commit. */
        private void restart() {
            restarts++;
            below = 0;
            window = new Window(committed);
            finished = (BitSet) committedFinished.clone();
            inFlight = new BitSet();
            int place = Arrays.binarySearch(log, 0, logSize, committed.offset());
            cursor = place < 0 ? -place - 1 : place;
            check(finished.nextClearBit(0) >= cursor, "an unfinished record below the commit");
        }

        private void everythingUnfinishedComesBack() {
            BitSet ran = new BitSet();
            while (cursor < logSize) {
                Arrival arrival = window.arrive(log[cursor]);
                switch (arrival) {
                    case RUN -> ran.set(cursor++);
                    case FINISHED_BEFORE -> cursor++;
                    case FULL -> window.finish(window.head().orElseThrow());
                }
            }
            BitSet unfinished = new BitSet();
            unfinished.set(0, logSize);
            unfinished.andNot(committedFinished);
            check(ran.equals(unfinished), "not exactly the unfinished ones came back");
        }

        /** The oldest record in flight; there must be one. */
        private int oldest() {
            below = inFlight.nextSetBit(below);
            return below;
        }

        private void check(boolean holds, String broken) {
            if (!holds) {
                throw new AssertionError(context + ", record " + cursor + " of " + logSize + ": " + broken);
            }
        }
    }
}
