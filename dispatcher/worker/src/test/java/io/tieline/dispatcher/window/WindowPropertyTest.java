package io.tieline.dispatcher.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.window.Window.Arrival;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Drives the window with random arrivals, completions, commits, crashes and revocations over a log with gaps, beside a
 * model that simply remembers which offsets are finished.
 */
class WindowPropertyTest {
    private static final int STEPS = 20_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void shouldNeverSkipAnUnfinishedOffsetNorForgetAFinishedOneNorOutgrowTheMetadata(long seed) {
        new Walk(seed).run();
    }

    private static final class Walk {
        private final Random random;
        private final String context;
        private final List<Long> log = new ArrayList<>();

        /** What the durable state says: finished offsets of the last commit. */
        private Set<Long> committedFinished = new HashSet<>();

        private Position committed = new Position(0, "");

        private Window window = new Window(committed);
        private Set<Long> finished = new HashSet<>();
        private final List<Long> inFlight = new ArrayList<>();
        private int cursor;
        private long logEnd;
        private final double finishBias;

        Walk(long seed) {
            random = new Random(seed);
            context = "seed " + seed;
            finishBias = 0.3 + 0.5 * random.nextDouble();
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                int dice = random.nextInt(1000);
                if (dice < 2) {
                    restart();
                } else if (dice < 20) {
                    commit();
                } else if (random.nextDouble() < finishBias && !inFlight.isEmpty()) {
                    finishOne();
                } else {
                    arrive();
                }
            }
            commit();
            restart();
            everythingUnfinishedComesBack();
        }

        private void arrive() {
            if (cursor == log.size()) {
                logEnd += random.nextInt(50) == 0 ? 1 + random.nextInt(30_000) : 1;
                log.add(logEnd - 1);
            }
            long offset = log.get(cursor);
            switch (window.arrive(offset)) {
                case RUN -> {
                    assertThat(finished.contains(offset))
                            .as(context + ": ran again " + offset)
                            .isFalse();
                    inFlight.add(offset);
                    cursor++;
                }
                case FINISHED_BEFORE -> {
                    assertThat(finished.contains(offset))
                            .as(context + ": skipped " + offset)
                            .isTrue();
                    cursor++;
                }
                case FULL -> assertThat(inFlight).as(context).isNotEmpty();
            }
        }

        private void finishOne() {
            // Mostly young ones, so that the head is left behind and the map grows.
            int index = random.nextInt(10) == 0 ? 0 : random.nextInt(inFlight.size());
            long offset = inFlight.remove(index);
            window.finish(offset);
            finished.add(offset);
        }

        private void commit() {
            committed = window.position();
            committedFinished = new HashSet<>(finished);
            assertThat(committed.metadata().length()).as(context).isLessThanOrEqualTo(4_000);
        }

        /** A crash or a revocation: what was not committed is forgotten, and the log comes again from the commit. */
        private void restart() {
            window = new Window(committed);
            finished = new HashSet<>(committedFinished);
            inFlight.clear();
            cursor = 0;
            while (cursor < log.size() && log.get(cursor) < committed.offset()) {
                assertThat(finished.contains(log.get(cursor)))
                        .as(context + ": below the commit")
                        .isTrue();
                cursor++;
            }
        }

        private void everythingUnfinishedComesBack() {
            Set<Long> ran = new HashSet<>();
            while (cursor < log.size()) {
                long offset = log.get(cursor);
                Arrival arrival = window.arrive(offset);
                if (arrival == Arrival.FULL) {
                    long head = window.head().orElseThrow();
                    window.finish(head);
                } else {
                    cursor++;
                    if (arrival == Arrival.RUN) {
                        ran.add(offset);
                    }
                }
            }
            Set<Long> unfinished = new HashSet<>(log);
            unfinished.removeAll(committedFinished);
            assertThat(ran).as(context).isEqualTo(unfinished);
        }
    }
}
