package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsUnderWayTest {
    private final Endpoint endpoint = Endpoints.endpoint("a");
    private final AtomicLong nanos = new AtomicLong(7);
    private final FleetHealth fleet = new FleetHealth(System::nanoTime);
    private final CallsUnderWay calls = new CallsUnderWay(fleet, nanos::get, false);
    private final AtomicInteger overdue = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();

    @ParameterizedTest(name = "known: {0}, waited {1} ms: overdue {2}")
    @CsvSource({"false, 59999, 0", "false, 60000, 1", "true, 9999, 0", "true, 10000, 1"})
    void shouldTellOfACallThatIsOverdue(boolean known, long millis, int times) {
        // Given
        if (known) {
            fleet.heard("a", Words.healthy(1), false);
        }
        begin(false);

        // When
        pass(millis);
        calls.look();
        calls.look();

        // Then
        assertThat(overdue).hasValue(times);
        assertThat(cuts).hasValue(0);
    }

    @ParameterizedTest(name = "{0}, probe {1}, waited {2} ms: cut {3}")
    @CsvSource({
        "healthy, false, 100000, false",
        "down,    false, 2999,   false",
        "down,    false, 3000,   true",
        "probing, false, 3000,   true",
        "probing, true,  100000, false",
        "stale,   false, 100000, false"
    })
    void shouldCutOffWhatTheFleetHasGivenUp(String word, boolean probe, long millis, boolean cut) {
        // Given
        begin(probe);
        fleet.heard("a", word(word), !word.equals("stale"));

        // When
        pass(millis);
        calls.look();

        // Then
        assertThat(cuts.get() > 0).isEqualTo(cut);
    }

    @Test
    void shouldForgetACallThatHasEnded() {
        // Given
        CallsUnderWay.Watch watch = begin(false);
        fleet.heard("a", Words.down(2), true);

        // When
        watch.end();
        pass(100_000);
        calls.look();

        // Then
        assertThat(overdue).hasValue(0);
        assertThat(cuts).hasValue(0);
    }

    @Test
    void shouldLookByItself() {
        // Given
        try (CallsUnderWay running = new CallsUnderWay(fleet, nanos::get, true)) {
            running.begin(endpoint, false, overdue::incrementAndGet, cuts::incrementAndGet);

            // When
            pass(60_000);

            // Then
            Awaitility.await().until(() -> overdue.get() == 1);
        }
    }

    @Test
    void shouldGoOnLookingAfterADefectAtOneCall() {
        // Given
        try (CallsUnderWay running = new CallsUnderWay(fleet, nanos::get, true)) {
            AtomicInteger defects = new AtomicInteger();
            running.begin(endpoint, false, () -> fail(defects), () -> fail(defects));
            fleet.heard("a", Words.down(2), true);
            pass(10_000);
            // Its report, and after that its end, again and again.
            Awaitility.await().until(() -> defects.get() > 2);

            // When
            running.begin(endpoint, false, overdue::incrementAndGet, cuts::incrementAndGet);
            pass(10_000);

            // Then
            Awaitility.await().until(() -> overdue.get() == 1 && cuts.get() > 0);
        }
    }

    private static void fail(AtomicInteger defects) {
        defects.incrementAndGet();
        throw new IllegalStateException("a defect");
    }

    private static EndpointStatus word(String name) {
        return switch (name) {
            case "healthy" -> Words.healthy(1);
            case "probing" -> Words.probing(3);
            default -> Words.down(2);
        };
    }

    private CallsUnderWay.Watch begin(boolean probe) {
        return calls.begin(endpoint, probe, overdue::incrementAndGet, cuts::incrementAndGet);
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
