package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.dispatcher.window.Flight;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Requests of a lane whose outcomes wait for Kafka. */
class HeldUpTest {
    private static final Endpoint A = Endpoints.endpoint("a", 1, Duration.ofSeconds(30));

    private volatile boolean behind = true;

    private Run run(Bench bench, Duration left) {
        InferenceRequest request =
                Requests.request().setDeadline(Instant.now().plus(left)).build();
        Flight flight = bench.flight();
        return new Run(bench, request, flight, Bench.seat(flight, () -> behind));
    }

    @Test
    void shouldNotBeginACallUntilKafkaTakesOutcomesAgain() {
        try (Bench bench = Bench.live(A)) {
            // Given
            Run run = run(bench, Duration.ofSeconds(60));
            run.awaitBlocked();
            assertThat(bench.caller.calls()).isEmpty();

            // When
            behind = false;

            // Then
            assertThat(bench.reply(run.settlement()).getOutcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(bench.caller.calls("a")).isOne();
        }
    }

    @Test
    void shouldGiveBackARoomThatItHasWaitedFor() throws Exception {
        try (Bench bench = Bench.live(A)) {
            // Given
            behind = false;
            Permit only = bench.guards.enter(A).orElseThrow();
            Run run = run(bench, Duration.ofSeconds(60));
            run.awaitBlocked();

            // When
            behind = true;
            only.succeeded(Duration.ofSeconds(1));

            // Then
            Awaitility.await().until(() -> bench.guards.hasRoom(A));
            assertThat(bench.caller.calls()).isEmpty();

            // When
            behind = false;

            // Then
            assertThat(bench.reply(run.settlement()).getOutcome()).isEqualTo(Outcome.COMPLETED);
        }
    }

    @Test
    void shouldExpireWhereThatTakesTooLong() {
        try (Bench bench = Bench.live(A)) {
            // When
            InferenceReply reply =
                    bench.reply(run(bench, Duration.ofMillis(600)).settlement());

            // Then
            assertThat(reply.getOutcome()).isEqualTo(Outcome.EXPIRED);
            assertThat(bench.caller.calls()).isEmpty();
        }
    }
}
