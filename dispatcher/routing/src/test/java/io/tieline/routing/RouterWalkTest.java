package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Leads requests through random outages, health reports, full endpoints and error codes on a virtual clock, and holds
 * every single decision against what is promised of all of them.
 */
class RouterWalkTest {
    private static final int REQUESTS = 150;
    private static final double A_DAY_IN_MILLIS = 86_400_000;
    private static final int MOST_DECISIONS = 200_000;

    private static final List<ErrorCode> ILL = Stream.of(ErrorCode.values())
            .filter(code -> code.owner().equals("provider"))
            .toList();
    /** Only the clock of the walk exceeds a deadline. */
    private static final List<ErrorCode> ANY = Stream.of(ErrorCode.values())
            .filter(code -> code != ErrorCode.DEADLINE_EXCEEDED)
            .toList();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void shouldKeepEveryPromiseInRandomTrouble(long seed) {
        Random random = new Random(seed);
        Map<Outcome, Integer> outcomes = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            Outcome outcome = new Walk(random, "seed " + seed + ", request " + i).run();
            outcomes.merge(outcome, 1, Integer::sum);
        }

        // A walk that never meets one of these shows nothing about it.
        assertThat(outcomes).as("seed %s", seed).containsKeys(Outcome.COMPLETED, Outcome.FAILED, Outcome.EXPIRED);
    }

    private record View(Map<String, Admission> health) implements HealthView {
        @Override
        public Admission admission(Endpoint endpoint, Instant now) {
            return Objects.requireNonNull(health.get(endpoint.id()));
        }

        @Override
        public boolean anyAdmitted(Instant now) {
            return health.values().stream()
                    .anyMatch(each -> each instanceof Admission.Admitted || each instanceof Admission.Limited);
        }

        @Override
        public boolean workedSince(Endpoint endpoint, Instant moment) {
            return moment.toEpochMilli() % 3 == 0;
        }
    }

    /** One request from its arrival to its end. */
    private static final class Walk {
        private final Random random;
        private final String context;
        private final List<Endpoint> candidates;
        private final List<ErrorCode> codes;
        private final Instant deadline;
        private final int maxAttempts;
        private final boolean allDown;
        private final Lane lane;
        private final List<Tried> tried = new ArrayList<>();
        private Instant takenAt = Samples.NOW;
        private Instant now = Samples.NOW;
        private int calls;
        private int decisions;

        Walk(Random random, String context) {
            this.random = random;
            this.context = context;
            candidates = Stream.of("a", "b", "c", "d")
                    .limit(1 + random.nextInt(4))
                    .map(id -> Samples.endpoint(id, 1_000 * (1 + random.nextInt(3))))
                    .toList();
            codes = random.nextInt(3) == 0 ? ANY : ILL;
            deadline = now.plusMillis((long) Math.pow(A_DAY_IN_MILLIS, random.nextDouble()));
            maxAttempts = 1 + random.nextInt(12);
            allDown = random.nextBoolean();
            lane = List.of(Lane.INTERACTIVE, Lane.BATCH, Lane.PARKED).get(random.nextInt(3));
        }

        Outcome run() {
            while (true) {
                assertThat(++decisions).as(context).isLessThan(MOST_DECISIONS);
                Map<String, Admission> health = healthNow();
                Verdict verdict = decide(health, fullNow());
                switch (verdict.decision()) {
                    case Decision.Call(Endpoint endpoint) -> {
                        checkCall(endpoint, health, verdict);
                        if (call(endpoint)) {
                            return Outcome.COMPLETED;
                        }
                    }
                    case Decision.AwaitRoom(List<Endpoint> endpoints, Instant until) -> {
                        assertThat(endpoints)
                                .as(context + ": works and has no room")
                                .allSatisfy(endpoint -> assertThat(health.get(endpoint.id()))
                                        .isInstanceOfAny(Admission.Admitted.class, Admission.Limited.class));
                        pass(until, verdict);
                    }
                    case Decision.Wait(Instant until, String _) -> pass(until, verdict);
                    case Decision.Park(Instant until, String _) -> {
                        assertThat(lane).as(context + ": parked once at most").isNotEqualTo(Lane.PARKED);
                        assertThat(new View(health).anyAdmitted(now))
                                .as(context + ": not copied while nobody at all can be called")
                                .isTrue();
                        pass(until, verdict);
                        takenAt = now;
                    }
                    case Decision.Finish finish -> {
                        checkFinish(finish);
                        return finish.outcome();
                    }
                }
            }
        }

        private Verdict decide(Map<String, Admission> health, Set<String> full) {
            Errand errand =
                    new Errand("r-" + context.hashCode(), Plan.over(candidates), deadline, maxAttempts, takenAt, lane);
            HealthView view = new View(health);
            Capacity capacity = endpoint -> !full.contains(endpoint.id());
            Verdict verdict = Router.decide(errand, List.copyOf(tried), view, capacity, Purse.BOTTOMLESS, now);
            assertThat(Router.decide(errand, List.copyOf(tried), view, capacity, Purse.BOTTOMLESS, now))
                    .as(context + ": pure")
                    .isEqualTo(verdict);
            return verdict;
        }

        private Map<String, Admission> healthNow() {
            Map<String, Admission> health = new HashMap<>();
            for (Endpoint candidate : candidates) {
                int dice = random.nextInt(allDown ? 8 : 12);
                health.put(
                        candidate.id(),
                        dice < 4
                                ? new Admission.Denied(now.plusMillis(random.nextInt(30_000) - 50), "denied")
                                : dice < 8
                                        ? new Admission.Doubtful(now.minusMillis(random.nextInt(10_000)), "doubtful")
                                        : dice < 10
                                                ? new Admission.Limited(random.nextDouble(), "limited")
                                                : new Admission.Admitted());
            }
            return health;
        }

        private Set<String> fullNow() {
            Set<String> full = new HashSet<>();
            candidates.stream().filter(_ -> random.nextInt(5) == 0).forEach(candidate -> full.add(candidate.id()));
            return full;
        }

        private void checkCall(Endpoint endpoint, Map<String, Admission> health, Verdict verdict) {
            assertThat(now).as(context + ": called in time").isBefore(deadline);
            assertThat(calls).as(context + ": calls").isLessThan(maxAttempts);
            assertThat(health.get(endpoint.id()))
                    .as(context + ": called although denied")
                    .isNotInstanceOf(Admission.Denied.class);
            List<String> excluded =
                    verdict.exclusions().stream().map(Exclusion::endpointId).toList();
            assertThat(excluded).as(context).doesNotHaveDuplicates().doesNotContain(endpoint.id());
            assertThat(excluded)
                    .as(context + ": every candidate before it is accounted for")
                    .containsAll(candidates.subList(0, candidates.indexOf(endpoint)).stream()
                            .map(Endpoint::id)
                            .toList());
        }

        private boolean call(Endpoint endpoint) {
            calls++;
            now = now.plusMillis(random.nextInt(20_000));
            if (!now.isBefore(deadline)) {
                now = deadline;
                tried.add(new Tried(endpoint.id(), ErrorCode.DEADLINE_EXCEEDED, now));
                return false;
            }
            if (!allDown && random.nextInt(4) == 0) {
                return true;
            }
            tried.add(new Tried(endpoint.id(), codes.get(random.nextInt(codes.size())), now));
            return false;
        }

        private void pass(Instant until, Verdict verdict) {
            assertThat(until)
                    .as(context + ": waits into the future")
                    .isAfter(now)
                    .isBeforeOrEqualTo(deadline);
            assertThat(verdict.exclusions())
                    .as(context + ": nobody is passed over in silence")
                    .extracting(Exclusion::endpointId)
                    .containsExactlyInAnyOrderElementsOf(
                            candidates.stream().map(Endpoint::id).toList());
            now = until;
        }

        private void checkFinish(Decision.Finish finish) {
            assertThat(now).as(context + ": ends in time").isBeforeOrEqualTo(deadline);
            assertThat(finish.outcome()).as(context).isIn(Outcome.FAILED, Outcome.EXPIRED);
            boolean othersMayHelp = tried.stream()
                    .map(Tried::code)
                    .map(ErrorPolicy::of)
                    .allMatch(policy -> policy == ErrorPolicy.TRY_ELSEWHERE);
            if (finish.outcome() == Outcome.FAILED && othersMayHelp) {
                assertThat(calls)
                        .as(context + ": an outage uses up nothing but calls")
                        .isEqualTo(maxAttempts);
            }
            if (finish.outcome() == Outcome.EXPIRED) {
                assertThat(now).as(context + ": not before its time").isEqualTo(deadline);
            }
        }
    }
}
