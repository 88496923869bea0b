package io.tieline.sim.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimiterTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, 50", "100, 51", "1000, 60", "60000, 100"})
    void shouldLetABurstThroughAndThenAsManyAsRefill(long laterMillis, int accepted) {
        // Given
        Limiter limiter = new Limiter(Limits.perMinute(600, 0), T0);

        // When
        int let = admitted(limiter, 200, 1, T0) + admitted(limiter, 200, 1, T0.plusMillis(laterMillis));

        // Then
        assertThat(let).isEqualTo(accepted);
    }

    @Test
    void shouldNeverLetMoreThroughThanTheBurstAndTheRefillOfAnyWindow() {
        // Given
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Limiter limiter = new Limiter(new Limits(600, 0, Duration.ofSeconds(2)), T0);

        // When
        Instant now = T0;
        for (int i = 0; i < 8_000; i++) {
            now = now.plusNanos(random.nextLong(30_000_000));
            limiter.admit(1, now);
        }

        // Then
        Usage[] usage = limiter.usage().toArray(new Usage[0]);
        for (int from = 0; from < usage.length; from++) {
            long sum = 0;
            for (int to = from; to < usage.length; to++) {
                sum += usage[to].accepted();
                assertThat(sum).isLessThanOrEqualTo(20 + 10L * (to - from + 1));
            }
        }
        long all = limiter.usage().stream().mapToLong(Usage::accepted).sum();
        long refused = limiter.usage().stream().mapToLong(Usage::refused).sum();
        assertThat(all + refused).isEqualTo(8_000);
        // Offered was six times as much, so nothing of the refill was left unused.
        long whole = Duration.between(T0, now).toSeconds();
        assertThat(all).isBetween(20 + 10 * whole, 20 + 10 * (whole + 1));
    }

    @ParameterizedTest
    @CsvSource({"600, 0, 1", "7, 0, 1", "0, 90000, 1234", "0, 77777, 501", "61, 999, 3"})
    void shouldLetACallThroughThatWaitedAsLongAsItWasTold(int requests, int tokens, int cost) {
        // Given
        Limiter limiter = new Limiter(Limits.perMinute(requests, tokens), T0);
        admitted(limiter, 1_000, cost, T0);

        // When
        Admission refused = limiter.admit(cost, T0);

        // Then
        assertThat(refused).isInstanceOf(Admission.Refused.class);
        Duration wait = ((Admission.Refused) refused).retryAfter();
        assertThat(limiter.admit(cost, T0.plus(wait).minusMillis(1))).isInstanceOf(Admission.Refused.class);
        assertThat(limiter.admit(cost, T0.plus(wait))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void shouldTellWhichLimitRefusedAndHowBothStand() {
        // Given
        Limiter limiter = new Limiter(Limits.perMinute(600, 6_000), T0);
        admitted(limiter, 10, 50, T0);

        // When
        Admission refused = limiter.admit(50, T0);

        // Then
        assertThat(refused)
                .isEqualTo(new Admission.Refused(
                        new Quota(
                                new Quota.Left(600, 40, Duration.ofSeconds(1)),
                                new Quota.Left(6_000, 0, Duration.ofSeconds(5))),
                        Limited.TOKENS,
                        50,
                        Duration.ofMillis(500)));
    }

    @Test
    void shouldTakeALargeCallWithAFullBucketAndLeaveADebt() {
        // Given
        Limiter limiter = new Limiter(Limits.perMinute(0, 6_000), T0);

        // When
        Admission large = limiter.admit(3_000, T0);
        Admission next = limiter.admit(100, T0);

        // Then
        assertThat(large).isInstanceOf(Admission.Admitted.class);
        assertThat(large.quota().tokens()).isEqualTo(new Quota.Left(6_000, 0, Duration.ofSeconds(30)));
        assertThat(next)
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(26)));
    }

    @Test
    void shouldNeverTakeWhatIsOverAMinutesWorth() {
        // Given
        Limiter limiter = new Limiter(Limits.perMinute(0, 6_000), T0);

        // When
        Admission refused = limiter.admit(6_001, T0);

        // Then
        assertThat(refused)
                .isEqualTo(new Admission.Refused(
                        new Quota(null, new Quota.Left(6_000, 500, Duration.ZERO)), Limited.TOKENS, 6_001, null));
    }

    @Test
    void shouldCountEachSecondExactly() {
        // Given
        Limiter limiter = new Limiter(Limits.perMinute(60, 0).withBurst(Duration.ofSeconds(2)), T0);

        // When
        admitted(limiter, 3, 10, T0.plusMillis(900));
        admitted(limiter, 1, 10, T0.plusMillis(2_100));
        admitted(limiter, 1, 10, T0.plusMillis(1_900));

        // Then
        assertThat(limiter.usage()).containsExactly(new Usage(T0, 2, 1, 20), new Usage(T0.plusSeconds(2), 1, 1, 10));
    }

    @Test
    void shouldCountWithoutLimitsToo() {
        // Given
        Limiter limiter = new Limiter(Limits.NONE, T0);

        // When
        int let = admitted(limiter, 1_000, 1_000_000, T0);

        // Then
        assertThat(let).isEqualTo(1_000);
        assertThat(limiter.admit(1, T0).quota()).isEqualTo(Quota.UNLIMITED);
        assertThat(limiter.usage()).containsExactly(new Usage(T0, 1_001, 0, 1_000_000_001L));
    }

    @Test
    void shouldPutOtherLimitsInForceWithFullBuckets() {
        // Given
        Limiter limiter = new Limiter(Limits.perMinute(12, 0), T0);
        admitted(limiter, 9, 1, T0);

        // When
        limiter.change(Limits.perMinute(24, 0), T0);

        // Then
        assertThat(limiter.limits()).isEqualTo(Limits.perMinute(24, 0));
        assertThat(admitted(limiter, 9, 1, T0)).isEqualTo(2);
    }

    private static int admitted(Limiter limiter, int calls, int tokens, Instant at) {
        int let = 0;
        for (int i = 0; i < calls; i++) {
            let += limiter.admit(tokens, at) instanceof Admission.Admitted ? 1 : 0;
        }
        return let;
    }
}
