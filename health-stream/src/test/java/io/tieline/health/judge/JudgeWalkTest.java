package io.tieline.health.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Condition.Down;
import io.tieline.health.judge.Condition.Healthy;
import io.tieline.health.judge.Condition.Probing;
import io.tieline.health.judge.Condition.Recovering;
import io.tieline.health.judge.Condition.Suspect;
import io.tieline.health.judge.Observation.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Leads a judge through random calls, claims and waits on a virtual clock, and holds every single step against what is
 * promised of all of them.
 */
class JudgeWalkTest {
    private static final int STEPS = 20_000;
    private static final List<Double> ILLNESS = List.of(0.0, 0.03, 0.3, 1.0);
    private static final List<String> WORKERS = List.of("w1", "w2", "w3");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldKeepEveryPromiseInRandomTrouble(long seed) {
        Walk walk = new Walk(seed);

        for (int step = 0; step < STEPS; step++) {
            walk.step("seed " + seed + ", step " + step);
        }

        // A walk that never meets one of these shows nothing about it.
        assertThat(walk.met).as("seed %d", seed).hasSize(5);
        assertThat(walk.granted).as("seed %d", seed).isGreaterThan(20);
        assertThat(walk.lapsed).as("seed %d", seed).isPositive();
    }

    private sealed interface Act {
        record Call(Observation seen) implements Act {}

        record Claim(String workerId, long seenEpoch, Instant until) implements Act {}

        record Wait() implements Act {}
    }

    private static final class Walk {
        private final Random random;
        private final Judge judge = new Judge("e1", JudgeSettings.DEFAULTS, Calls.NOW);
        private final Set<Class<?>> met = new HashSet<>();
        private Instant now = Calls.NOW;
        private double illness;
        private int requests;
        private int granted;
        private int lapsed;

        Walk(long seed) {
            random = new Random(seed);
        }

        void step(String context) {
            if (random.nextInt(200) == 0) {
                illness = ILLNESS.get(random.nextInt(ILLNESS.size()));
            }
            now = now.plusMillis(random.nextInt(random.nextInt(60) == 0 ? 90_000 : 400));
            Condition before = judge.condition();
            Act act = act();
            Condition after = judge.condition();
            met.add(after.getClass());
            checkOrder(context, before, after);
            checkProbe(context, before, after, act);
            checkLimits(context);
            checkDown(context, before, after, act);
            checkShare(context, before, after);
        }

        private Act act() {
            String workerId = WORKERS.get(random.nextInt(WORKERS.size()));
            long epoch = judge.condition().epoch() - Math.max(0, random.nextInt(8) - 5);
            return switch (random.nextInt(5)) {
                case 0 -> {
                    judge.tick(now);
                    yield new Act.Wait();
                }
                case 1 -> {
                    Act.Claim claim = new Act.Claim(workerId, epoch, now.plusMillis(1 + random.nextInt(20_000)));
                    judge.claim(claim.workerId(), claim.seenEpoch(), claim.until());
                    yield claim;
                }
                default -> {
                    OptionalLong seen = random.nextInt(20) == 0 ? OptionalLong.empty() : OptionalLong.of(epoch);
                    Observation call = Calls.of(sign(), requestId(), workerId, seen);
                    judge.observe(call, now);
                    yield new Act.Call(call);
                }
            };
        }

        private Sign sign() {
            return switch (random.nextInt(20)) {
                case 0 -> Sign.REACHABLE;
                case 1 -> Sign.NONE;
                default ->
                    random.nextDouble() >= illness
                            ? Sign.GOOD
                            : random.nextInt(4) == 0 ? Sign.BROKEN_CONNECTION : Sign.BAD;
            };
        }

        private String requestId() {
            return random.nextInt(10) == 0 ? "poison" : "r" + requests++;
        }

        /** A change of what is published has a new epoch, and nothing has an epoch or a time of before. */
        private void checkOrder(String context, Condition before, Condition after) {
            assertThat(after.epoch()).as(context + ": epoch").isGreaterThanOrEqualTo(before.epoch());
            if (after.getClass() == before.getClass()) {
                assertThat(after.since()).as(context + ": since").isEqualTo(before.since());
            } else {
                assertThat(mayFollow(before, after))
                        .as(context + ": from %s to %s", before, after)
                        .isTrue();
                assertThat(after.epoch()).as(context + ": epoch").isGreaterThan(before.epoch());
                assertThat(after.since()).as(context + ": since").isEqualTo(now);
            }
        }

        private static boolean mayFollow(Condition before, Condition after) {
            return switch (before) {
                case Healthy _ -> after instanceof Suspect;
                case Suspect _ -> after instanceof Healthy || after instanceof Down;
                case Down _ -> after instanceof Probing;
                case Probing _ -> after instanceof Recovering || after instanceof Down;
                case Recovering _ -> after instanceof Healthy || after instanceof Down;
            };
        }

        /** Whoever has the leave keeps it until it reports back or its time is over; nobody else gets one meanwhile. */
        private void checkProbe(String context, Condition before, Condition after, Act act) {
            Optional<Grant> held = grant(before);
            Optional<Grant> next = grant(after);
            if (next.equals(held)) {
                return;
            }
            if (held.isEmpty()) {
                granted++;
                Grant grant = next.orElseThrow();
                assertThat(act)
                        .as(context + ": granted on a claim")
                        .isEqualTo(new Act.Claim(grant.workerId(), before.epoch(), grant.until()));
                return;
            }
            assertThat(next).as(context + ": two probes at once").isEmpty();
            Grant grant = held.get();
            if (act instanceof Act.Call(Observation seen)) {
                assertThat(seen.workerId()).as(context).isEqualTo(grant.workerId());
                assertThat(seen.seenEpoch()).as(context).hasValue(before.epoch());
            } else {
                lapsed++;
                assertThat(act).as(context).isEqualTo(new Act.Wait());
                assertThat(grant.until()).as(context + ": lapsed").isBeforeOrEqualTo(now);
            }
        }

        private static Optional<Grant> grant(Condition condition) {
            return condition instanceof Probing probing ? probing.grant() : Optional.empty();
        }

        private void checkLimits(String context) {
            Detector detector = judge.detector();
            assertThat(judge.admitted()).as(context + ": share").isBetween(0.0, 1.0);
            assertThat(detector.score()).as(context + ": score").isBetween(0.0, 27.0);
            assertThat(detector.usualRate()).as(context + ": usual rate").isBetween(0.0, 1.0);
            assertThat(detector.evidence().isPresent())
                    .as(context + ": evidence")
                    .isEqualTo(detector.score() > 0);
            assertThat(judge.countsFrom())
                    .as(context)
                    .isLessThanOrEqualTo(judge.condition().epoch());
            assertThat(judge.workers().values()).as(context + ": seen").allMatch(seen -> !seen.isAfter(now));
        }

        private void checkDown(String context, Condition before, Condition after, Act act) {
            if (before instanceof Down down) {
                boolean over = act instanceof Act.Wait && !now.isBefore(down.until());
                assertThat(after instanceof Probing)
                        .as(context + ": paused for a fixed time")
                        .isEqualTo(over);
                assertThat(over || after.equals(before)).as(context).isTrue();
            } else if (after instanceof Down down) {
                assertThat(Duration.between(down.since(), down.until()))
                        .as(context + ": pause")
                        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(60));
            }
        }

        private void checkShare(String context, Condition before, Condition after) {
            boolean out = after instanceof Down || after instanceof Probing;
            assertThat(judge.admitted() == 0).as(context + ": out").isEqualTo(out);
            if (after instanceof Recovering recovering) {
                int last = before instanceof Recovering of ? of.step() : -1;
                assertThat(recovering.step() - last)
                        .as(context + ": one step at a time")
                        .isBetween(before instanceof Recovering ? 0 : 1, 1);
            }
        }
    }
}
