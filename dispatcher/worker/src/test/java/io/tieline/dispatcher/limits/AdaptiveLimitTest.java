package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls at a time, as an endpoint bears them. */
class AdaptiveLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AdaptiveLimit limit = new AdaptiveLimit(100);
    private long now;

    @Test
    void shouldStartAtWhatIsConfigured() {
        assertThat(limit.calls()).isEqualTo(100);
    }

    @Test
    void shouldDecreaseOnceForAllCallsThatWereUnderWay() {
        // When
        for (int i = 0; i < 50; i++) {
            limit.overloaded(now, now + 2 * SECOND + i, 100);
        }

        // Then
        assertThat(limit.calls()).isEqualTo(70);
    }

    @Test
    void shouldDecreaseAgainForACallThatBeganAfterwards() {
        // Given
        limit.overloaded(now, now + SECOND, 100);

        // When
        limit.overloaded(now + SECOND + 1, now + 2 * SECOND - 1, 70);
        int tooSoon = limit.calls();
        limit.overloaded(now + SECOND + 1, now + 3 * SECOND, 70);

        // Then
        assertThat(tooSoon).isEqualTo(70);
        assertThat(limit.calls()).isEqualTo(49);
    }

    @Test
    void shouldGoByWhatIsUnderWayWhereThatIsLess() {
        // When
        limit.overloaded(now, now + 1, 10);

        // Then
        assertThat(limit.calls()).isEqualTo(7);
    }

    @Test
    void shouldNeverFallBelowOne() {
        // When
        for (int i = 0; i < 100; i++) {
            now += 2 * SECOND;
            limit.overloaded(now - 1, now, 1);
        }

        // Then
        assertThat(limit.calls()).isEqualTo(1);
    }

    @Test
    void shouldGrowOnlyWhileItHoldsCallsBackAndUpToTheMost() {
        // Given
        limit.overloaded(now, now + 1, 50);

        // When
        for (int i = 0; i < 1_000; i++) {
            limit.succeeded(false);
        }
        int idle = limit.calls();
        for (int i = 0; i < idle; i++) {
            limit.succeeded(true);
        }
        int afterARound = limit.calls();
        for (int i = 0; i < 10_000; i++) {
            limit.succeeded(true);
        }

        // Then
        assertThat(idle).isEqualTo(35);
        assertThat(afterARound).isBetween(39, 40);
        assertThat(limit.calls()).isEqualTo(100);
    }

    @Test
    void shouldSettleAroundWhatTheEndpointBears() {
        // Given
        int bears = 40;
        int least = 100;
        int most = 0;

        // When
        for (int round = 0; round < 200; round++) {
            int calls = limit.calls();
            long began = now + 1;
            now += SECOND + 1;
            for (int i = 0; i < calls; i++) {
                if (i < bears) {
                    limit.succeeded(true);
                } else {
                    limit.overloaded(began, now, calls);
                }
            }
            if (round > 20) {
                least = Math.min(least, limit.calls());
                most = Math.max(most, limit.calls());
            }
        }

        // Then
        assertThat(least).isGreaterThanOrEqualTo((int) (bears * 0.7));
        assertThat(most).isLessThanOrEqualTo(bears + 6);
    }

    @Test
    void shouldFollowTheConfiguration() {
        // When, Then
        limit.setMost(200);
        assertThat(limit.calls()).isEqualTo(200);
        limit.setMost(50);
        assertThat(limit.calls()).isEqualTo(50);
        limit.overloaded(now, now + 1, 50);
        limit.setMost(80);
        assertThat(limit.calls()).isEqualTo(35);
    }
}
