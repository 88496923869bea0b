package io.tieline.dispatcher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Purse.Answer;
import io.tieline.routing.Tenant;
import io.tieline.schemas.avro.Spend;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dispatchers spend a tenant's budget side by side, and hear of each other late and in no order, as chance wills.
 *
 * <p>The bound: what all have spent and set aside is at most what the table says, and for each dispatcher the larger of one
 * call and its part of what was left by the table that it knew when it last set something aside.
 */
class BudgetsWalkTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String DAY = "2026-11-25";
    private static final long LIMIT = 10_000;
    private static final int LARGEST_CALL = 200;
    private static final int STEPS = 4_000;

    private final Tenant tenant = Tenants.acme(LIMIT);

    private record Call(Reservation reservation, long estimate) {}

    private record Cost(String worker, long microUsd) {}

    /** A dispatcher, with what is on its way to it and from it. */
    private final class Worker {
        private final String name;
        private final Budgets budgets;
        private final List<Call> calls = new ArrayList<>();
        private final Deque<Cost> attempts = new ArrayDeque<>();
        private final Deque<Spend> news = new ArrayDeque<>();
        private long setAside;
        private long known;
        private long knownWhenReserving;

        Worker(String name, int workers) {
            this.name = name;
            budgets = new Budgets(name, () -> workers);
            budgets.started();
        }

        void reserve(long estimate) {
            Optional<Reservation> reservation = budgets.reserve(tenant, estimate, NOW);
            reservation.ifPresent(it -> {
                calls.add(new Call(it, estimate));
                setAside += estimate;
                knownWhenReserving = known;
            });
        }

        long end(int which, Random random) {
            Call call = calls.remove(which);
            setAside -= call.estimate();
            if (random.nextInt(5) == 0) {
                call.reservation().release();
                return 0;
            }
            long cost = random.nextLong(call.estimate() + 1);
            call.reservation().settle(cost, NOW);
            attempts.add(new Cost(name, cost));
            return cost;
        }

        void hear() {
            Spend spend = news.remove();
            known = spend.getCostMicroUsd();
            budgets.heard(spend, NOW);
        }
    }

    private final List<Worker> workers = new ArrayList<>();
    private final Map<String, Long> table = new HashMap<>();
    private long spent;

    private long inTable() {
        return table.values().stream().mapToLong(Long::longValue).sum();
    }

    private void addUp(Worker worker) {
        Cost cost = worker.attempts.remove();
        table.merge(cost.worker(), cost.microUsd(), Long::sum);
        Spend sum = Tenants.sum(DAY, inTable(), Map.copyOf(table));
        workers.forEach(each -> each.news.add(sum));
    }

    private void step(Random random) {
        Worker worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(4)) {
            case 0, 1 -> worker.reserve(1 + random.nextInt(LARGEST_CALL));
            case 2 -> {
                if (!worker.calls.isEmpty()) {
                    spent += worker.end(random.nextInt(worker.calls.size()), random);
                }
            }
            default -> {
                if (!worker.attempts.isEmpty() && random.nextBoolean()) {
                    addUp(worker);
                } else if (!worker.news.isEmpty()) {
                    worker.hear();
                }
            }
        }
    }

    private long mostAllowed() {
        long most = inTable();
        for (Worker worker : workers) {
            most += Math.max((LIMIT - worker.knownWhenReserving) / workers.size(), LARGEST_CALL);
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void overspendByNoMoreThanTheBound(int count) {
        long seed = System.nanoTime();
        System.out.println("Seed of the walk: " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            workers.add(new Worker("w-" + i, count));
        }
        for (int i = 0; i < STEPS; i++) {
            // When
            step(random);
            // Then
            long committed =
                    spent + workers.stream().mapToLong(each -> each.setAside).sum();
            assertThat(committed).as("seed %s, step %s", seed, i).isLessThanOrEqualTo(mostAllowed());
            if (count == 1) {
                assertThat(committed).as("seed %s, step %s", seed, i).isLessThanOrEqualTo(LIMIT);
            }
        }
        settleAll(random);
        assertThatNothingIsLost(seed);
    }

    private void settleAll(Random random) {
        for (Worker worker : workers) {
            while (!worker.calls.isEmpty()) {
                spent += worker.end(0, random);
            }
        }
        workers.forEach(worker -> {
            while (!worker.attempts.isEmpty()) {
                addUp(worker);
            }
        });
        workers.forEach(worker -> {
            while (!worker.news.isEmpty()) {
                worker.hear();
            }
        });
    }

    /** Once everybody has heard everything, each may spend what is really left, and not a micro-dollar more. */
    private void assertThatNothingIsLost(long seed) {
        long left = LIMIT - spent;
        assertThat(inTable()).isEqualTo(spent);
        for (Worker worker : workers) {
            assertThat(worker.budgets.affords(tenant, left + 1, NOW))
                    .as("seed %s", seed)
                    .isEqualTo(Answer.USED_UP);
            if (left > 0) {
                assertThat(worker.budgets.affords(tenant, left, NOW))
                        .as("seed %s", seed)
                        .isEqualTo(Answer.AFFORDED);
            }
        }
    }
}
