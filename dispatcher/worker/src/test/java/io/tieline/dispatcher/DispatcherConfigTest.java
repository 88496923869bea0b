package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.DispatcherConfig.Limits;
import io.tieline.dispatcher.resilience.GuardConfig;
import io.tieline.platform.DataSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatcherConfigTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void shouldHaveTheDefaultsThatItsPageNames() {
        assertThat(DispatcherConfig.defaults("w-1"))
                .isEqualTo(new DispatcherConfig(
                        "w-1",
                        "tieline-dispatcher",
                        new Limits(4_000, Limits.share(Runtime.getRuntime().maxMemory()), DataSize.ofMiB(1), 8_000),
                        GuardConfig.DEFAULTS,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        10,
                        Map.of()));
    }

    @Test
    void shouldKeepWhatIsSet() {
        // Given
        Limits limits = new Limits(1, new DataSize(4), new DataSize(3), 2);
        GuardConfig breakers = new GuardConfig(2, 0, 0, null, null, null);
        Map<String, Set<String>> replyTopics = Map.of("acme", Set.of("acme.replies"));

        // When
        DispatcherConfig config =
                new DispatcherConfig("w", "g", limits, breakers, Duration.ZERO, SECOND, 1, replyTopics);

        // Then
        assertThat(config.workerId()).isEqualTo("w");
        assertThat(config.group()).isEqualTo("g");
        assertThat(config.groupOf("topic")).isEqualTo("g.topic");
        assertThat(config.limits()).isEqualTo(limits);
        assertThat(config.limits().inFlight()).isEqualTo(1);
        assertThat(config.limits().inFlightBytes()).isEqualTo(new DataSize(4));
        assertThat(config.limits().requestBytes()).isEqualTo(new DataSize(3));
        assertThat(config.limits().connections()).isEqualTo(2);
        assertThat(config.breakers()).isEqualTo(breakers);
        assertThat(config.grace()).isEqualTo(Duration.ZERO);
        assertThat(config.headPatience()).isEqualTo(SECOND);
        assertThat(config.maxAttempts()).isEqualTo(1);
        assertThat(config.replyTopics()).isEqualTo(replyTopics);
    }

    @Test
    void shouldTakeTheNameOfTheMachineForAMissingName() {
        // When
        DispatcherConfig config = config(null, 0);

        // Then
        assertThat(config.workerId()).matches("[a-zA-Z0-9._-]{1,100}");
    }

    @Test
    void shouldNotChangeWithTheMapThatItWasMadeFrom() {
        // Given
        Set<String> topics = new HashSet<>(Set.of("acme.replies"));
        Map<String, Set<String>> replyTopics = new HashMap<>(Map.of("acme", topics));
        DispatcherConfig config = new DispatcherConfig("w", null, null, null, null, null, 0, replyTopics);

        // When
        topics.add("other.replies");
        replyTopics.clear();

        // Then
        assertThat(config.replyTopics()).isEqualTo(Map.of("acme", Set.of("acme.replies")));
    }

    @Test
    void shouldNameWhatIsOutOfRange() {
        refuses(() -> config("has space", 0), "worker-id is 'has space', allowed: 1 to 100 letters, digits, . _ -");
        refuses(() -> config("", 0), "worker-id is ''");
        refuses(() -> config("w".repeat(101), 0), "worker-id is 'www");
        refuses(() -> config("w", -1), "max-attempts is '-1', allowed: 1 or more");
        refuses(() -> new DispatcherConfig("w", "a/b", null, null, null, null, 0, null), "group is 'a/b'");
        refuses(
                () -> new DispatcherConfig("w", null, null, null, SECOND.negated(), null, 0, null),
                "grace is 'PT-1S', allowed: 0s or longer");
        refuses(
                () -> new DispatcherConfig("w", null, null, null, null, Duration.ZERO, 0, null),
                "head-patience is 'PT0S', allowed: longer than nothing");
        refuses(
                () -> new DispatcherConfig("w", null, null, null, null, null, 0, Map.of("acme", Set.of())),
                "reply-topics of tenant 'acme' is '[]', allowed: one topic or more");
    }

    @Test
    void shouldNameLimitsThatAreOutOfRange() {
        refuses(() -> new Limits(-1, null, null, 0), "in-flight is '-1', allowed: 1 or more");
        refuses(() -> new Limits(0, null, new DataSize(0), 0), "request-bytes is '0B', allowed: 1B to 2MiB");
        refuses(() -> new Limits(0, null, new DataSize(2_097_153), 0), "request-bytes is '2097153B'");
        refuses(
                () -> new Limits(0, new DataSize(100), new DataSize(101), 0),
                "in-flight-bytes is '100B', allowed: not less than request-bytes, which is 101B");
        refuses(() -> new Limits(0, null, null, -1), "connections is '-1', allowed: 1 or more");
    }

    private static DispatcherConfig config(@Nullable String workerId, int maxAttempts) {
        return new DispatcherConfig(workerId, null, null, null, null, null, maxAttempts, null);
    }

    private static void refuses(ThrowingCallable maker, String message) {
        assertThatThrownBy(maker).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"100, 16", "1024, 42", "2400, 100", "100000, 256"})
    void shouldHoldNoMoreRequestsThanTheHeapCanBear(long heapMiB, long laneMiB) {
        // When
        DataSize share = Limits.share(DataSize.ofMiB(heapMiB).bytes());

        // Then
        assertThat(share.bytes() / DataSize.ofMiB(1).bytes()).isEqualTo(laneMiB);
    }
}
