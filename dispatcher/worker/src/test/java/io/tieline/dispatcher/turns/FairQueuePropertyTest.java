package io.tieline.dispatcher.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes, goes and gives up, in whatever order: shares hold, and nobody is lost or served twice. */
class FairQueuePropertyTest {
    private static final List<String> ENDPOINTS = List.of("x", "y", "z");

    /**
     * Two tenants that both wait all the time differ by no more than one turn of each, whoever else comes and goes: the
     * bound of start-time fair queueing.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveNobodyLessThanItsShareByMoreThanOneTurn(long seed) {
        // Given
        Random random = new Random(seed);
        Map<String, TenantShare> shares = new HashMap<>();
        List<String> backlogged = IntStream.range(0, 5).mapToObj(i -> "t" + i).toList();
        backlogged.forEach(tenant -> shares.put(tenant, new TenantShare(1 + random.nextInt(4), Integer.MAX_VALUE)));
        FairQueue queue = new FairQueue(tenant -> shares.getOrDefault(tenant, TenantShare.EQUAL));
        Map<String, Integer> turns = new HashMap<>();
        List<Ticket> visitors = new ArrayList<>();

        // When
        for (int i = 0; i < 5_000; i++) {
            for (String tenant : backlogged) {
                if (i == 0 || random.nextInt(3) == 0) {
                    int more = i == 0 ? 2_000 : 1 + random.nextInt(4);
                    IntStream.range(0, more).forEach(_ -> offer(queue, tenant, "x"));
                }
            }
            if (random.nextInt(4) == 0) {
                visitors.add(offer(queue, "visitor" + random.nextInt(40), "x"));
            }
            if (!visitors.isEmpty() && random.nextInt(6) == 0) {
                queue.withdraw(visitors.remove(random.nextInt(visitors.size())));
            }
            Ticket next = queue.next("x", Opening.WIDE).orElseThrow();
            queue.grant(next, "x");
            turns.merge(next.tenant, 1, Integer::sum);

            // Then
            assertFair("seed " + seed + ", turn " + i, backlogged, shares, turns);
        }
    }

    private static void assertFair(
            String context, List<String> tenants, Map<String, TenantShare> shares, Map<String, Integer> turns) {
        for (String one : tenants) {
            for (String other : tenants) {
                double weightOne = shares.getOrDefault(one, TenantShare.EQUAL).weight();
                double weightOther =
                        shares.getOrDefault(other, TenantShare.EQUAL).weight();
                double difference = turns.getOrDefault(one, 0) / weightOne - turns.getOrDefault(other, 0) / weightOther;
                assertThat(difference)
                        .as("%s: %s against %s", context, one, other)
                        .isLessThanOrEqualTo(1 / weightOne + 1 / weightOther + 1e-9);
            }
        }
    }

    /** The queue against a list that is searched from end to end. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldLoseNobodyAndServeNobodyTwice(long seed) {
        new Play(new Random(seed), "seed " + seed).run();
    }

    /** A queue, and all that is true of it. */
    private static final class Play {
        private final Random random;
        private final String context;
        private final int most;
        private final FairQueue queue;
        private final Map<Ticket, List<Gate>> waiting = new HashMap<>();
        private final List<Ticket> underWay = new ArrayList<>();
        private final Map<String, Integer> inFlight = new HashMap<>();
        private int served;
        private int gone;
        private int offered;

        Play(Random random, String context) {
            this.random = random;
            this.context = context;
            most = 1 + random.nextInt(4);
            queue = new FairQueue(_ -> new TenantShare(1, most));
        }

        void run() {
            for (int i = 0; i < 20_000; i++) {
                // When
                switch (random.nextInt(6)) {
                    case 0, 1 -> arrive();
                    case 2 -> giveUp();
                    case 3 -> end();
                    default -> serve(i);
                }

                // Then
                assertThat(queue.waiting()).isEqualTo(waiting.size()).isEqualTo(offered - gone - served);
                assertThat(inFlight.values()).allMatch(calls -> calls <= most);
            }
        }

        private void arrive() {
            Ticket ticket = queue.draw("t" + random.nextInt(6), random.nextBoolean(), 1 + random.nextInt(3));
            List<Gate> gates = gates(random);
            queue.offer(ticket, gates);
            waiting.put(ticket, gates);
            offered++;
        }

        private void giveUp() {
            Optional<Ticket> any = waiting.keySet().stream()
                    .skip(waiting.isEmpty() ? 0 : random.nextInt(waiting.size()))
                    .findFirst();
            any.ifPresent(queue::withdraw);
            any.ifPresent(waiting::remove);
            gone += any.isPresent() ? 1 : 0;
        }

        private void end() {
            if (!underWay.isEmpty()) {
                Ticket ended = underWay.remove(random.nextInt(underWay.size()));
                inFlight.merge(ended.tenant, -1, Integer::sum);
                queue.ended(ended);
            }
        }

        private void serve(int step) {
            String endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
            Opening opening = new Opening(random.nextBoolean(), random.nextBoolean());
            Optional<Ticket> next = queue.next(endpoint, opening);
            assertThat(next.isPresent()).as("%s, step %s", context, step).isEqualTo(anybodyMayGo(endpoint, opening));
            if (next.isPresent()) {
                queue.grant(next.get(), endpoint);
                assertThat(waiting.remove(next.get())).isNotNull();
                inFlight.merge(next.get().tenant, 1, Integer::sum);
                underWay.add(next.get());
                served++;
            }
        }

        private boolean anybodyMayGo(String endpoint, Opening opening) {
            return waiting.entrySet().stream()
                    .filter(each -> inFlight.getOrDefault(each.getKey().tenant, 0) < most)
                    .anyMatch(each -> each.getValue().stream()
                            .anyMatch(gate ->
                                    gate.endpointId().equals(endpoint) && opening.admits(each.getKey(), gate.again())));
        }
    }

    private static List<Gate> gates(Random random) {
        return ENDPOINTS.stream()
                .filter(_ -> random.nextInt(3) > 0)
                .map(endpoint -> new Gate(endpoint, random.nextInt(4) == 0))
                .collect(java.util.stream.Collectors.collectingAndThen(
                        java.util.stream.Collectors.toList(),
                        gates -> gates.isEmpty() ? List.of(new Gate("x", false)) : gates));
    }

    private static Ticket offer(FairQueue queue, String tenant, String endpoint) {
        Ticket ticket = queue.draw(tenant, false, 1);
        queue.offer(ticket, List.of(new Gate(endpoint, false)));
        return ticket;
    }
}
