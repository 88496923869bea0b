package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tieline.dispatcher.limits.Claims.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dispatchers come, die, leave, and hear of each other late: never is more used than there is. */
class ClaimsPropertyTest {
    private static final double LIMIT = 600;
    private static final long BEAT_MILLIS = 1_000;

    private record Entry(
            String worker, long timestamp, @Nullable Claim claim) {}

    /** What Kafka is here: everybody reads the same, each in its time. */
    private final List<Entry> log = new ArrayList<>();

    private long now = 1_000_000;
    private long number;

    private final class Worker {
        private final String name;
        private final Claims claims;
        private final double greed;
        private int read;
        private long beatAt = now;

        Worker(String name, double greed) {
            this.name = name;
            this.greed = greed;
            this.claims = new Claims(name);
            readAll();
        }

        void beat(Random random) {
            double demand = random.nextInt(4) == 0 ? 0 : greed * random.nextDouble();
            log.add(new Entry(name, now, claims.next(number++, LIMIT, demand)));
            beatAt = now;
        }

        void read() {
            if (read < log.size()) {
                Entry entry = log.get(read++);
                if (entry.claim() == null) {
                    claims.left(entry.worker());
                } else {
                    claims.heard(entry.worker(), entry.timestamp(), entry.claim());
                }
            }
        }

        void readAll() {
            while (read < log.size()) {
                read();
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldNeverUseMoreThanThereIs(long seed) {
        // Given
        Random random = new Random(seed);
        List<Worker> alive = new ArrayList<>();
        int joined = 0;
        double most = 0;

        for (int step = 0; step < 40_000; step++) {
            // When
            Worker any = alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
            int dice = random.nextInt(1_000);
            if (any == null || (dice < 3 && alive.size() < 6)) {
                alive.add(new Worker("w" + random.nextInt(8) + "-" + joined++, 100 + random.nextInt(800)));
            } else if (dice < 5) {
                alive.remove(any);
            } else if (dice < 7) {
                alive.remove(any);
                log.add(new Entry(any.name, now, null));
            } else if (dice < 100) {
                any.beat(random);
            } else if (dice < 200) {
                now += random.nextInt(60);
                alive.stream().filter(each -> now - each.beatAt > BEAT_MILLIS).forEach(each -> each.beat(random));
            } else {
                any.read();
            }

            // Then
            double used =
                    alive.stream().mapToDouble(each -> each.claims.share()).sum();
            assertThat(used).as("seed %s, step %s", seed, step).isLessThanOrEqualTo(LIMIT + 1e-6);
            most = Math.max(most, used);
        }
        assertThat(most).as("seed %s: the most that was used", seed).isCloseTo(LIMIT, within(1e-6));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldUseAllThereIsSoonAfterThingsHaveCalmedDown(long seed) {
        // Given
        Random random = new Random(seed);
        List<Worker> alive = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(5); i++) {
            alive.add(new Worker("w" + i, 100 + random.nextInt(800)));
            alive.forEach(each -> each.beat(random));
            alive.forEach(Worker::readAll);
        }
        alive.removeLast();

        // When
        for (int beat = 0; beat < 10; beat++) {
            now += 500;
            for (Worker each : alive) {
                log.add(new Entry(each.name, now, each.claims.next(number++, LIMIT, 2_000)));
            }
            alive.forEach(Worker::readAll);
        }

        // Then
        assertThat(alive)
                .allSatisfy(each -> assertThat(each.claims.share()).isCloseTo(LIMIT / alive.size(), within(1e-6)));
    }
}
