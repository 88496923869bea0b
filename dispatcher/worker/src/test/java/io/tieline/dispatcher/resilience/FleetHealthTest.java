package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.EndpointStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FleetHealthTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FleetHealth fleet = new FleetHealth(nanos::get);
    private final List<String> told = new ArrayList<>();

    FleetHealthTest() {
        fleet.listen((id, before, after) -> told.add(id + " " + state(before) + " > " + state(after)));
    }

    @Test
    void shouldKnowNothingAtFirst() {
        assertThat(fleet.fresh("a")).isEmpty();
        assertThat(fleet.last("a")).isEmpty();
    }

    @Test
    void shouldGoByTheNewestWord() {
        // When
        fleet.heard("a", Words.healthy(1), true);
        fleet.heard("a", Words.down(2), true);

        // Then
        assertThat(fleet.fresh("a")).contains(Words.down(2));
        assertThat(told).containsExactly("a nothing > HEALTHY", "a HEALTHY > DOWN");
    }

    @Test
    void shouldNotTellOfAWordThatSaysTheSame() {
        // When
        fleet.heard("a", Words.healthy(1), true);
        fleet.heard("a", Words.healthy(1), true);

        // Then
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldNotGoByAWordThatWasOldWhenItWasRead() {
        // When
        fleet.heard("a", Words.down(2), false);

        // Then
        assertThat(fleet.fresh("a")).isEmpty();
        assertThat(fleet.last("a")).contains(Words.down(2));
    }

    @Test
    void shouldStopGoingByAWordThatHasNotBeenRepeatedForLong() {
        // Given
        fleet.heard("a", Words.down(2), true);
        pass(FleetHealth.STALE_AFTER.minusMillis(1));
        fleet.age();
        boolean before = fleet.fresh("a").isPresent();

        // When
        pass(Duration.ofMillis(1));
        fleet.age();
        fleet.age();

        // Then
        assertThat(before).isTrue();
        assertThat(fleet.fresh("a")).isEmpty();
        assertThat(fleet.last("a")).contains(Words.down(2));
        assertThat(told).containsExactly("a nothing > DOWN", "a DOWN > nothing");
    }

    @Test
    void shouldGoByAWordForLongerWhenItIsRepeated() {
        // Given
        fleet.heard("a", Words.down(2), true);
        pass(Duration.ofSeconds(10));

        // When
        fleet.heard("a", Words.down(2), true);
        pass(Duration.ofSeconds(10));
        fleet.age();

        // Then
        assertThat(fleet.fresh("a")).isPresent();
    }

    @Test
    void shouldGoByTheFirstWordAfterASilence() {
        // Given
        fleet.heard("a", Words.down(2), true);
        pass(Duration.ofMinutes(1));
        fleet.age();

        // When
        fleet.heard("a", Words.down(2), true);

        // Then
        assertThat(fleet.fresh("a")).isPresent();
        assertThat(told).last().isEqualTo("a nothing > DOWN");
    }

    @Test
    void shouldForgetAnEndpointThatWasTakenOut() {
        // Given
        fleet.heard("a", Words.down(2), true);

        // When
        fleet.forgotten("a");
        fleet.forgotten("b");

        // Then
        assertThat(fleet.last("a")).isEmpty();
        assertThat(told).containsExactly("a nothing > DOWN", "a DOWN > nothing");
    }

    @Test
    void shouldReleaseWhoWaitsForAnotherEpoch() {
        // Given
        fleet.heard("a", Words.probing(3), true);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> await(3));

        // When
        Awaitility.await().during(Duration.ofMillis(50)).until(() -> !waiting.isDone());
        fleet.heard("a", Words.probing(4, "w"), true);

        // Then
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void shouldNotLetAnybodyWaitForAnEpochThatHasPassed() {
        // Given
        fleet.heard("a", Words.probing(4, "w"), true);

        // When, Then
        assertThat(CompletableFuture.runAsync(() -> await(3))).succeedsWithin(Duration.ofSeconds(5));
    }

    private void await(long epoch) {
        try {
            fleet.awaitChange("a", epoch, Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static String state(Optional<EndpointStatus> status) {
        return status.map(each -> each.state().name()).orElse("nothing");
    }
}
