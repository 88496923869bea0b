package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that meet an outage of their only endpoint, with nobody else who would notice its end. */
class RouterOutageTest {
    private static final Instant START = Samples.NOW;
    private static final Endpoint ONLY = Samples.endpoint("only");

    private Instant downUntil = START;
    private final Breaker breaker = new Breaker();

    @ParameterizedTest(name = "{0} attempts, deadline after {1}, outage of {2}")
    @CsvSource({
        "2,  PT10M, PT5M",
        "3,  PT1H,  PT10M",
        "3,  PT1H,  PT50M",
        "10, PT1M,  PT30S",
        "10, PT1H,  PT55M",
        "10, PT24H, PT20H"
    })
    void shouldAnswerALoneRequestWhenTheOutageEndsBeforeItsDeadline(int maxAttempts, Duration time, Duration outage) {
        // Given
        downUntil = START.plus(outage);

        // When
        Outcome outcome = run("r-1", START, time, maxAttempts);

        // Then
        assertThat(outcome).isEqualTo(Outcome.COMPLETED);
    }

    /** Too little traffic for anybody to notice an outage, or that it is one: the request's own failures are all there is. */
    @ParameterizedTest(name = "{0} endpoints, {1} attempts, deadline after {2}, outage of {3}")
    @CsvSource({
        "1, 3,  PT10M, PT9M",
        "1, 10, PT10M, PT20S",
        "2, 10, PT10M, PT5M",
        "6, 10, PT10M, PT20S",
        "6, 10, PT10M, PT9M30S",
        "6, 7,  PT30S, PT20S",
        "6, 10, PT24H, PT20H"
    })
    void shouldAnswerALoneRequestThoughNobodyKnowsOfTheOutage(
            int endpoints, int maxAttempts, Duration time, Duration outage) {
        // Given
        downUntil = START.plus(outage);
        List<Endpoint> candidates = IntStream.range(0, endpoints)
                .mapToObj(number -> Samples.endpoint("e" + number))
                .toList();

        // When
        Outcome outcome = run("r-1", candidates, new Ignorant(), START, time, maxAttempts);

        // Then
        assertThat(outcome).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void shouldFindOutThatAnOutageIsOverWhenEveryRequestHasOnlyOneAttempt() {
        // Given
        downUntil = START.plus(Duration.ofMinutes(10));
        List<Outcome> outcomes = new ArrayList<>();

        // When
        for (int minute = 0; minute < 30; minute++) {
            outcomes.add(run("r-" + minute, START.plus(Duration.ofMinutes(minute)), Duration.ofSeconds(50), 1));
        }

        // Then
        assertThat(outcomes.subList(11, 30)).containsOnly(Outcome.COMPLETED);
    }

    private Outcome run(String id, Instant start, Duration time, int maxAttempts) {
        return run(id, List.of(ONLY), breaker, start, time, maxAttempts);
    }

    private Outcome run(
            String id, List<Endpoint> candidates, HealthView health, Instant start, Duration time, int maxAttempts) {
        Instant deadline = start.plus(time);
        List<Tried> tried = new ArrayList<>();
        Instant takenAt = start;
        Instant now = start;
        while (true) {
            Errand errand = new Errand(id, Plan.over(candidates), deadline, maxAttempts, takenAt, Lane.BATCH);
            switch (Router.decide(errand, tried, health, _ -> true, Purse.BOTTOMLESS, now)
                    .decision()) {
                case Decision.Call(Endpoint endpoint) -> {
                    boolean probe = health.admission(endpoint, now) instanceof Admission.Doubtful;
                    now = now.plusMillis(100);
                    boolean down = now.isBefore(downUntil);
                    breaker.called(now, down);
                    if (!down) {
                        return Outcome.COMPLETED;
                    }
                    tried.add(new Tried(endpoint.id(), ErrorCode.PROVIDER_OVERLOADED, now, probe));
                }
                case Decision.AwaitRoom _ -> throw new AssertionError("there is always room");
                case Decision.Wait(Instant until, String _) -> now = until;
                case Decision.Park(Instant until, String _) -> {
                    now = until;
                    takenAt = until;
                }
                case Decision.Finish finish -> {
                    return finish.outcome();
                }
            }
        }
    }

    /** Has never heard of any trouble. */
    private static final class Ignorant implements HealthView {
        @Override
        public Duration usual(Endpoint endpoint) {
            return Duration.ofSeconds(1);
        }

        @Override
        public Admission admission(Endpoint endpoint, Instant now) {
            return new Admission.Admitted();
        }

        @Override
        public boolean anyAdmitted(Instant now) {
            return true;
        }

        @Override
        public boolean workedSince(Endpoint endpoint, Instant moment) {
            return false;
        }
    }

    /** Denies for ten seconds after a failure, and then doesn't know. */
    private static final class Breaker implements HealthView {
        private boolean closed = true;
        private Instant until = Instant.MIN;

        void called(Instant at, boolean failed) {
            closed = !failed;
            until = failed ? at.plusSeconds(10) : Instant.MIN;
        }

        @Override
        public Admission admission(Endpoint endpoint, Instant now) {
            if (closed) {
                return new Admission.Admitted();
            }
            return until.isAfter(now)
                    ? new Admission.Denied(until, "open")
                    : new Admission.Doubtful(until, "nobody knows");
        }

        @Override
        public boolean anyAdmitted(Instant now) {
            return closed;
        }

        @Override
        public boolean workedSince(Endpoint endpoint, Instant moment) {
            return false;
        }
    }
}
