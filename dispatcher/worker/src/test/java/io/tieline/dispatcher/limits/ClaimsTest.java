package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.limits.Claims.Claim;
import org.junit.jupiter.api.Test;

/** How two dispatchers come to terms. */
class ClaimsTest {
    private final Claims a = new Claims("a");
    private final Claims b = new Claims("b");
    private long now = 1_000;
    private long number = 100;

    @Test
    void shouldTakeEverythingOnceItHasReadItsOwnClaim() {
        // Given
        Claim claim = a.next(number++, 600, 0);

        // When
        double before = a.share();
        a.heard("a", now, claim);

        // Then
        assertThat(before).isZero();
        assertThat(a.share()).isEqualTo(600);
    }

    @Test
    void shouldMakeRoomForANewcomerBeforeThatTakesIt() {
        // Given
        say("a", a.next(number++, 600, 2_000));

        // When, Then
        say("b", b.next(number++, 600, 2_000));
        assertThat(b.share()).isZero();
        assertThat(a.share()).isEqualTo(600);

        say("a", a.next(number++, 600, 2_000));
        assertThat(a.share()).isEqualTo(300);
        assertThat(b.share()).isZero();

        say("b", b.next(number++, 600, 2_000));
        assertThat(b.share()).isEqualTo(300);
    }

    @Test
    void shouldGiveTheFirstOfTwoWhoClaimTheSame() {
        // Given
        Claim first = a.next(number++, 600, 2_000);
        Claim second = b.next(number++, 600, 2_000);

        // When
        say("a", first);
        say("b", second);

        // Then
        assertThat(a.share()).isEqualTo(600);
        assertThat(b.share()).isZero();
    }

    @Test
    void shouldTakeWhatADeadOneLeftAfterThreeSeconds() {
        // Given
        comeToTerms();

        // When
        now += 2_900;
        say("a", a.next(number++, 600, 2_000));
        double early = a.share();
        now += 200;
        say("a", a.next(number++, 600, 2_000));
        say("a", a.next(number++, 600, 2_000));

        // Then
        assertThat(early).isEqualTo(300);
        assertThat(a.share()).isEqualTo(600);
    }

    @Test
    void shouldTakeAtOnceWhatWasLeft() {
        // Given
        comeToTerms();

        // When
        a.left("b");
        b.left("b");
        say("a", a.next(number++, 600, 2_000));

        // Then
        assertThat(a.share()).isEqualTo(600);
        assertThat(b.share()).isZero();
    }

    @Test
    void shouldGoOnWithWhatItHasWhileItHearsNothing() {
        // Given
        comeToTerms();

        // When
        for (int i = 0; i < 100; i++) {
            var _ = a.next(number++, 600, 2_000);
        }

        // Then
        assertThat(a.share()).isEqualTo(300);
    }

    @Test
    void shouldStopWhenOthersHearNothingFromIt() {
        // Given
        comeToTerms();

        // When
        now += 4_000;
        say("a", a.next(number++, 600, 2_000));

        // Then
        assertThat(b.share()).isZero();
        say("a", a.next(number++, 600, 2_000));
        say("b", b.next(number++, 600, 2_000));
        assertThat(a.share() + b.share()).isLessThanOrEqualTo(600);
    }

    @Test
    void shouldGoByTheLowestLimitThatAnybodyKnows() {
        // Given
        comeToTerms();

        // When
        say("b", b.next(number++, 100, 2_000));
        say("a", a.next(number++, 600, 2_000));

        // Then
        assertThat(a.share()).isEqualTo(50);
        assertThat(b.share()).isEqualTo(50);
    }

    @Test
    void shouldTakeNothingForItsPredecessorsClaim() {
        // Given
        say("a", new Claim(1, 600, 2_000, 600));

        // When
        double before = a.share();
        say("a", a.next(number++, 600, 2_000));

        // Then
        assertThat(before).isZero();
        assertThat(a.share()).isEqualTo(600);
    }

    private void comeToTerms() {
        for (int i = 0; i < 3; i++) {
            say("a", a.next(number++, 600, 2_000));
            say("b", b.next(number++, 600, 2_000));
        }
        assertThat(a.share()).isEqualTo(300);
        assertThat(b.share()).isEqualTo(300);
    }

    private void say(String worker, Claim claim) {
        a.heard(worker, now, claim);
        b.heard(worker, now, claim);
    }
}
