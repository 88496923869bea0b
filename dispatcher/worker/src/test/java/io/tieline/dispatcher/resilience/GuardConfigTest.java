package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GuardConfigTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void shouldHaveTheDefaultsThatItsPageNames() {
        assertThat(GuardConfig.DEFAULTS)
                .isEqualTo(new GuardConfig(
                        20, 50, 8, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60)));
    }

    @Test
    void shouldKeepWhatIsSet() {
        // When
        GuardConfig config = new GuardConfig(2, 100, 1, SECOND, SECOND, Duration.ofMillis(1));

        // Then
        assertThat(config.window()).isEqualTo(2);
        assertThat(config.failurePercent()).isEqualTo(100);
        assertThat(config.refusedConnections()).isEqualTo(1);
        assertThat(config.openFor()).isEqualTo(SECOND);
        assertThat(config.openAtMost()).isEqualTo(SECOND);
        assertThat(config.credentialPause()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void shouldNameWhatIsOutOfRange() {
        refuses(() -> new GuardConfig(1, 0, 0, null, null, null), "window is '1', allowed: 2 calls or more");
        refuses(() -> new GuardConfig(0, 101, 0, null, null, null), "failure-percent is '101', allowed: 1 to 100");
        refuses(() -> new GuardConfig(0, -1, 0, null, null, null), "failure-percent is '-1'");
        refuses(() -> new GuardConfig(0, 0, -1, null, null, null), "refused-connections is '-1'");
        refuses(() -> new GuardConfig(0, 0, 0, Duration.ZERO, null, null), "open-for is 'PT0S'");
        refuses(
                () -> new GuardConfig(0, 0, 0, Duration.ofSeconds(31), null, null),
                "open-at-most is 'PT30S', allowed: not less than open-for, which is PT31S");
        refuses(() -> new GuardConfig(0, 0, 0, null, null, SECOND.negated()), "credential-pause is 'PT-1S'");
    }

    private static void refuses(ThrowingCallable maker, String message) {
        assertThatThrownBy(maker).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
