package io.tieline.whatif.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tieline.routing.Budget;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.routing.Tenant;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedReply;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.Traces;
import io.tieline.whatif.play.Fate.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlayTest {
    private static final Catalogue BOTH = Traces.catalogue(Traces.FIRST, Traces.SECOND);

    /** Ten minutes of ten a second, with FIRST out from the third to the sixth. */
    private static Trace recorded(long seed) {
        return Traces.outage(seed, 6_000, 100, 180_000, 360_000);
    }

    private static Score play(Trace trace, Catalogue catalogue, Outages outages, long seed) {
        World world = new RecordedWorld(trace, List.of(catalogue), outages, seed);
        return Play.of(trace, catalogue, world, Overhead.of(trace));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void shouldComeToWhatHappenedUnderTheSameCatalogue(long seed) {
        // Given: an hour of ten a second, and ten minutes of it without FIRST
        Trace trace = Traces.outage(seed, 36_000, 100, 1_200_000, 1_800_000);
        Score happened = Score.ofWhatHappened(trace, BOTH);

        // When
        Score played = play(trace, BOTH, Outages.RECORDED, seed);

        // Then
        Tally then = happened.all();
        Tally now = played.all();
        assertThat(now.requests()).isEqualTo(then.requests());
        assertThat(now.availability()).isEqualTo(then.availability(), within(0.005));
        assertThat((double) now.microUsd() / then.microUsd()).isEqualTo(1, within(0.02));
        assertThat((double) now.latencies().quantile(0.5).toMillis()
                        / then.latencies().quantile(0.5).toMillis())
                .isEqualTo(1, within(0.1));
        assertThat(now.answersBySource().get(Source.RECORDED)).isGreaterThan((long) (0.9 * now.answered()));
        assertThat(played.callsTo(Traces.FIRST.id()).timesOut()).isPositive();
    }

    @Test
    void shouldTellTheSameForTheSameSeed() {
        Trace trace = recorded(4);
        Catalogue turned = Traces.catalogue(Traces.SECOND, Traces.FIRST);
        assertThat(figures(play(trace, turned, Outages.RECORDED, 9)))
                .isEqualTo(figures(play(trace, turned, Outages.RECORDED, 9)))
                .isNotEqualTo(figures(play(trace, turned, Outages.RECORDED, 10)));
    }

    private static List<Object> figures(Score score) {
        Tally all = score.all();
        return List.of(
                all.answered(),
                all.microUsd(),
                all.calls(),
                all.latencies().quantile(0.5),
                all.latencies().quantile(0.99),
                all.unanswered(),
                all.answersBySource());
    }

    @Test
    void shouldLoseWhatAnOutageTakesWhereNobodyElseCanBeAsked() {
        // Given: three minutes without FIRST, and requests that wait no longer than ten seconds
        List<TracedRequest> hasty = new ArrayList<>();
        for (TracedRequest each : recorded(1).requests()) {
            hasty.add(new TracedRequest(
                    each.id(),
                    each.tenant(),
                    each.route(),
                    each.lane(),
                    each.arrivedAt(),
                    each.arrivedAt() + 10_000,
                    0,
                    null,
                    each.ask(),
                    each.calls(),
                    each.reply()));
        }

        // When
        Score alone = play(new Trace(hasty, 2), Traces.catalogue(Traces.FIRST), Outages.RECORDED, 1);
        Score patient = play(recorded(1), Traces.catalogue(Traces.FIRST), Outages.RECORDED, 1);

        // Then: three minutes of ten go unanswered, and what it takes until somebody tries again; who can wait, waits
        assertThat(alone.all().availability()).isBetween(0.6, 0.7);
        assertThat(alone.all().unanswered()).containsKey(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(patient.all().availability()).isEqualTo(1);
        assertThat(patient.all().latencies().quantile(0.75)).isGreaterThan(Duration.ofSeconds(5));
    }

    @Test
    void shouldTakeOutagesAwayWhereNoneAreAskedFor() {
        Score played = play(recorded(1), BOTH, Outages.NONE, 1);
        assertThat(played.all().availability()).isEqualTo(1);
        assertThat(played.callsTo(Traces.FIRST.id()).timesOut()).isZero();
        assertThat(played.callsTo(Traces.FIRST.id()).calls()).isGreaterThan(5_900);
        assertThat(played.all().answersBySource().get(Source.DRAWN)).isBetween(1_500L, 2_500L);
    }

    @Test
    void shouldHaveOutagesThatAreThoughtUp() {
        // Given: nobody answers for a minute
        Outages everything = new Outages() {
            @Override
            public boolean asRecorded() {
                return false;
            }

            @Override
            public Optional<Trouble> at(Endpoint endpoint, long millis) {
                long since = millis - Traces.START;
                return since >= 60_000 && since < 120_000
                        ? Optional.of(
                                new Trouble(1, ErrorCode.PROVIDER_SERVER_ERROR, Optional.of(Duration.ofMillis(50)), 1))
                        : Optional.empty();
            }
        };

        // When
        Score played = play(recorded(1), BOTH, everything, 1);

        // Then
        assertThat(played.all().availability()).isEqualTo(1);
        assertThat(played.callsTo(Traces.SECOND.id()).timesOut()).isPositive();
        assertThat(played.all().latencies().quantile(0.95)).isGreaterThan(Duration.ofSeconds(20));
    }

    @Test
    void shouldPriceByTheCatalogueThatIsPlayed() {
        Trace trace = Traces.calm(1, 1_000, 100);
        Endpoint half = Traces.endpoint(Traces.FIRST.id(), "one", "1.5", "us");
        long before = play(trace, BOTH, Outages.RECORDED, 1).all().microUsd();
        long after = play(trace, Traces.catalogue(half, Traces.SECOND), Outages.RECORDED, 1)
                .all()
                .microUsd();
        assertThat((double) after / before).isEqualTo(0.5, within(0.03));
    }

    @Test
    void shouldBorrowForAnEndpointThatTheTraceDoesNotKnow() {
        Trace trace = Traces.calm(1, 1_000, 100);
        Score played =
                play(trace, Traces.catalogue(Traces.endpoint("three/new", "three", "1", "eu")), Outages.RECORDED, 1);
        assertThat(played.all().availability()).isEqualTo(1);
        assertThat(played.all().answersBySource()).containsOnlyKeys(Source.BORROWED);
    }

    @Test
    void shouldRefuseWhatMayNotGoThere() {
        // Given
        TracedRequest european = Traces.request(
                "eu", Traces.START, Traces.ask("eu"), List.of(Traces.ok(Traces.SECOND, Traces.START, 500)), null);
        TracedRequest any = Traces.answered("any", Traces.START, Traces.ok(Traces.FIRST, Traces.START, 500));

        // When
        Score played = play(new Trace(List.of(european, any), 1), Traces.catalogue(Traces.FIRST), Outages.NONE, 1);

        // Then
        assertThat(played.all().residencyRefusals()).isEqualTo(1);
        assertThat(played.all().availability()).isEqualTo(0.5);
        assertThat(played.route("ask").residencyRefusals()).isEqualTo(1);
    }

    @Test
    void shouldKeepToLimits() {
        // Given: 600 requests at once, and room for one at a time and dispatcher, of which there are two
        List<TracedRequest> crowd = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            crowd.add(Traces.answered("c" + i, Traces.START, Traces.ok(Traces.FIRST, Traces.START + i, 500)));
        }
        Trace trace = new Trace(crowd, 2);

        // When
        Score free = play(trace, Traces.catalogue(Traces.FIRST), Outages.NONE, 1);
        Score narrow =
                play(trace, Traces.catalogue(Traces.FIRST.withLimits(new Limits(null, null, 1))), Outages.NONE, 1);
        Score slow =
                play(trace, Traces.catalogue(Traces.FIRST.withLimits(new Limits(120, null, 100))), Outages.NONE, 1);

        // Then: two at a time for half a second each, or two a second
        assertThat(free.all().latencies().quantile(1)).isLessThan(Duration.ofSeconds(2));
        assertThat(narrow.all().answered()).isEqualTo(600);
        assertThat(narrow.all().latencies().quantile(1)).isBetween(Duration.ofSeconds(149), Duration.ofSeconds(152));
        assertThat(slow.all().latencies().quantile(1)).isBetween(Duration.ofSeconds(299), Duration.ofSeconds(320));
    }

    @Test
    void shouldKeepToTenantsLimitsAndBudgets() {
        // Given: each call costs 900 micro-dollars, and is estimated at 6,300
        Trace trace = Traces.calm(1, 300, 10);
        Budget budget = new Budget(new BigDecimal("0.1"), null, Budget.WhenUsedUp.STOP);
        Catalogue poor = with(new Tenant("acme", null, null, Set.of(), budget, 1, null));
        Catalogue small = with(new Tenant("acme", null, null, Set.of(), null, 1, 3));

        // When
        Score spent = play(trace, poor, Outages.NONE, 1);
        Score queued = play(trace, small, Outages.NONE, 1);

        // Then
        assertThat(spent.all().unanswered()).containsKey(ErrorCode.POLICY_BUDGET);
        assertThat(spent.all().microUsd()).isBetween(90_000L, 100_000L);
        assertThat(queued.all().answered()).isEqualTo(300);
        assertThat(queued.all().latencies().quantile(1)).isGreaterThan(Duration.ofSeconds(90));
    }

    private static Catalogue with(Tenant tenant) {
        return new Catalogue(
                List.of(Traces.FIRST), Traces.catalogue(Traces.FIRST).routes(), List.of(tenant));
    }

    @Test
    void shouldLeaveAsideWhatNoCatalogueChanges() {
        TracedRequest takenBack = Traces.request(
                "back",
                Traces.START,
                List.of(),
                new TracedReply(Outcome.CANCELLED, ErrorCode.CALLER_CANCELLED, Traces.START + 5, 0));
        TracedRequest nonsense = Traces.request(
                "bad",
                Traces.START,
                List.of(),
                new TracedReply(Outcome.REJECTED, ErrorCode.REQUEST_INVALID, Traces.START + 5, 0));
        TracedRequest good = Traces.answered("good", Traces.START, Traces.ok(Traces.FIRST, Traces.START, 500));
        Score played = play(new Trace(List.of(takenBack, nonsense, good), 1), BOTH, Outages.RECORDED, 1);
        assertThat(played.all().requests()).isEqualTo(3);
        assertThat(played.all().endAnyhow()).isEqualTo(2);
        assertThat(played.all().calls()).isEqualTo(1);
        assertThat(played.all().availability()).isEqualTo(1);
    }

    @Test
    void shouldEndWhereTheTraceIsEmpty() {
        Trace empty = new Trace(List.of(), 1);
        Score played = Play.of(
                empty,
                BOTH,
                (_, _, _, _) -> {
                    throw new AssertionError("nobody was asked");
                },
                Overhead.NONE);
        assertThat(played.all().requests()).isZero();
        assertThat(played.all().availability()).isEqualTo(1);
    }
}
