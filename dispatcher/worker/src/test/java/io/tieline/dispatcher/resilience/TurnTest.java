package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Lane;
import io.tieline.routing.Limits;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who gets room at an endpoint, and when. */
class TurnTest {
    private static final Duration TOOK = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<Endpoint> endpoints = new ArrayList<>();
    private Guards guards = use(Endpoints.endpoint("a", 1, LONG));

    /** A request that waits until it may call, in a thread of its own. */
    private final class Waiting {
        private final Turn turn;
        private final Thread thread;
        private final CompletableFuture<Optional<Permit>> permit = new CompletableFuture<>();

        Waiting(String tenant, Lane lane) {
            turn = turn(tenant, lane);
            long seen = guards.waiters().changes();
            thread = Thread.ofVirtual().start(() -> {
                try {
                    turn.await(endpoints, endpoints, seen, LONG);
                    permit.complete(turn.enterGranted());
                } catch (InterruptedException e) {
                    permit.completeExceptionally(e);
                }
            });
            Awaitility.await().until(() -> permit.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        }

        Permit get() {
            assertThat(permit).succeedsWithin(LONG);
            return permit.join().orElseThrow();
        }

        boolean waits() {
            return !permit.isDone();
        }
    }

    @Test
    void shouldGrantTheRoomOfACallThatEndsToWhoWaitsLongest() throws Exception {
        // Given
        Permit only = turn("t", Lane.BATCH).enter(endpoint()).orElseThrow();
        Waiting first = new Waiting("t", Lane.BATCH);
        Waiting second = new Waiting("t", Lane.BATCH);
        boolean jumped = turn("t", Lane.BATCH).hasRoom(endpoint());

        // When
        only.succeeded(TOOK);

        // Then
        assertThat(jumped).isFalse();
        Permit next = first.get();
        assertThat(second.waits()).isTrue();
        assertThat(turn("t", Lane.INTERACTIVE).enter(endpoint())).isEmpty();
        next.failed(ErrorCode.REQUEST_INVALID, null, TOOK);
        second.get().abandoned();
        assertThat(turn("t", Lane.BATCH).hasRoom(endpoint())).isTrue();
    }

    @Test
    void shouldGrantRoomAtWhicheverEndpointHasSomeFirst() throws Exception {
        // Given
        guards = use(Endpoints.endpoint("a", 1, LONG), Endpoints.endpoint("b", 1, LONG));
        Permit a = turn("t", Lane.BATCH).enter(endpoints.getFirst()).orElseThrow();
        Permit b = turn("t", Lane.BATCH).enter(endpoints.getLast()).orElseThrow();
        Waiting both = new Waiting("t", Lane.BATCH);

        // When
        b.succeeded(TOOK);
        Permit granted = both.get();
        a.succeeded(TOOK);

        // Then
        assertThat(granted.endpoint().id()).isEqualTo("b");
        assertThat(turn("t", Lane.BATCH).hasRoom(endpoints.getFirst())).isTrue();
        assertThat(turn("t", Lane.BATCH).hasRoom(endpoints.getLast())).isFalse();
    }

    @Test
    void shouldPreferTheInteractive() throws Exception {
        // Given
        Permit only = turn("t", Lane.BATCH).enter(endpoint()).orElseThrow();
        Waiting patient = new Waiting("t", Lane.PARKED);
        Waiting urgent = new Waiting("t", Lane.INTERACTIVE);

        // When
        only.succeeded(TOOK);

        // Then
        urgent.get();
        assertThat(patient.waits()).isTrue();
    }

    @Test
    void shouldKeepATenthForTheInteractive() throws Exception {
        // Given
        guards = use(Endpoints.endpoint("a", 20, LONG));
        for (int i = 0; i < 18; i++) {
            assertThat(turn("t", Lane.BATCH).enter(endpoint())).as("slot %s", i).isPresent();
        }

        // When, Then
        assertThat(turn("t", Lane.BATCH).hasRoom(endpoint())).isFalse();
        assertThat(turn("t", Lane.INTERACTIVE).enter(endpoint())).isPresent();
        assertThat(turn("t", Lane.INTERACTIVE).enter(endpoint())).isPresent();
        assertThat(turn("t", Lane.INTERACTIVE).hasRoom(endpoint())).isFalse();
    }

    @Test
    void shouldLetThePatientThroughWhileTheInteractiveTakeAllTheRoom() throws Exception {
        // Given
        guards = use(Endpoints.endpoint("a", 10, LONG));
        Deque<Permit> underWay = new ArrayDeque<>();
        for (int i = 0; i < 10; i++) {
            underWay.add(turn("t", Lane.INTERACTIVE).enter(endpoint()).orElseThrow());
        }
        Waiting patient = new Waiting("t", Lane.BATCH);

        // When
        for (int i = 0; i < 20 && patient.waits(); i++) {
            Waiting urgent = new Waiting("t", Lane.INTERACTIVE);
            underWay.remove().succeeded(TOOK);
            Awaitility.await().until(() -> !urgent.waits() || !patient.waits());
            if (!urgent.waits()) {
                underWay.add(urgent.get());
            }
        }

        // Then
        assertThat(patient.waits()).isFalse();
    }

    @Test
    void shouldGrantWhatTheRateAllowsAndNoMore() throws Exception {
        // Given
        guards = use(Endpoints.endpoint("a").withLimits(new Limits(600, null, 100)));
        long begin = System.nanoTime();
        List<Waiting> all =
                Stream.generate(() -> new Waiting("t", Lane.BATCH)).limit(30).toList();

        // When
        all.forEach(Waiting::get);

        // Then
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(took).as("ten a second, of which none were saved up").isGreaterThan(Duration.ofMillis(2_900));
    }

    @Test
    void shouldPayTokensAndGetBackWhatWasNotUsed() throws Exception {
        // Given: each call takes 4,096 tokens, and the bucket holds a second's worth.
        guards = use(Endpoints.endpoint("a").withLimits(new Limits(null, 600_000L, 100)));
        Awaitility.await().until(() -> turn("t", Lane.BATCH).hasRoom(endpoint()));
        Awaitility.await().during(Duration.ofSeconds(1)).until(() -> true);
        List<Permit> permits = new ArrayList<>();
        for (Optional<Permit> next = enter(); next.isPresent(); next = enter()) {
            permits.add(next.get());
        }

        // When
        permits.forEach(permit -> permit.used(10));

        // Then
        assertThat(permits).hasSizeBetween(2, 3);
        assertThat(enter()).isPresent();
    }

    private Optional<Permit> enter() throws InterruptedException {
        return turn("t", Lane.BATCH).enter(endpoint());
    }

    @Test
    void shouldPassOverATenantThatHasAsManyCallsAsItMay() throws Exception {
        // Given
        Tenant small = new Tenant("small", null, null, Set.of(), null, 1, 1);
        Endpoint a = Endpoints.endpoint("a", 9, LONG);
        guards = use(new Catalogue(
                List.of(a),
                List.of(new Route("summarize", List.of("a"))),
                List.of(small, Tenant.unrestricted("large"))));
        endpoints.clear();
        endpoints.add(a);
        Permit first = turn("small", Lane.BATCH).enter(a).orElseThrow();

        // When
        Waiting second = new Waiting("small", Lane.BATCH);
        Optional<Permit> other = turn("large", Lane.BATCH).enter(a);

        // Then
        assertThat(second.waits()).isTrue();
        assertThat(other).isPresent();
        first.succeeded(TOOK);
        second.get();
    }

    @Test
    void shouldLowerTheLimitOfAnOverloadedEndpointAndRaiseItWhileItHoldsBack() throws Exception {
        // Given
        guards = use(Endpoints.endpoint("a", 9, LONG));
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            permits.add(enter().orElseThrow());
        }

        // When
        permits.removeLast().failed(ErrorCode.PROVIDER_OVERLOADED, null, TOOK);
        permits.removeLast().failed(ErrorCode.PROVIDER_OVERLOADED, null, TOOK);
        permits.removeLast().failed(ErrorCode.PROVIDER_TIMEOUT, null, TOOK);

        // Then
        assertThat(turn("t", Lane.BATCH).hasRoom(endpoint()))
                .as("six of six are under way")
                .isFalse();
        Waiting next = new Waiting("t", Lane.BATCH);
        permits.removeLast().succeeded(TOOK);
        next.get();
    }

    @Test
    void shouldLetARetryWaitWhereTheirBudgetIsSpent() throws Exception {
        // Given
        guards = use(Endpoints.endpoint("a"));
        Turn retried = turn("t", Lane.BATCH);
        int retries = 0;
        retried.enter(endpoint()).orElseThrow().failed(ErrorCode.REQUEST_INVALID, null, TOOK);

        // When
        while (retried.hasRoom(endpoint()) && retries < 100) {
            retried.enter(endpoint()).orElseThrow().failed(ErrorCode.REQUEST_INVALID, null, TOOK);
            retries++;
        }
        boolean others = turn("t", Lane.BATCH).hasRoom(endpoint());
        retried.await(endpoints, endpoints, guards.waiters().changes(), LONG);

        // Then
        assertThat(retries).isBetween(10, 12);
        assertThat(others).isTrue();
        assertThat(retried.enterGranted())
                .as("one a second may go all the same")
                .isPresent();
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsInterrupted() throws Exception {
        // Given
        Permit only = enter().orElseThrow();
        Waiting interrupted = new Waiting("t", Lane.BATCH);
        Waiting next = new Waiting("t", Lane.BATCH);

        // When
        interrupted.thread.interrupt();
        assertThat(interrupted.permit)
                .failsWithin(LONG)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(InterruptedException.class);
        only.succeeded(TOOK);

        // Then
        next.get().succeeded(TOOK);
        assertThat(turn("t", Lane.BATCH).hasRoom(endpoint())).isTrue();
    }

    @Test
    void shouldCallAnEndpointAsTheCatalogueOfTheRequestHasIt() throws Exception {
        // Given: one that waits, and one that has decided
        guards = use(Endpoints.endpoint("a", 1, LONG).withJurisdiction("eu"));
        Permit only = turn("t", Lane.BATCH).enter(endpoint()).orElseThrow();
        Waiting waiting = new Waiting("t", Lane.BATCH);
        only.abandoned();
        Permit granted = waiting.get();
        granted.abandoned();

        // When
        guards.use(Endpoints.catalogue(endpoint().withJurisdiction("us")));
        Permit decided = turn("t", Lane.BATCH).enter(endpoint()).orElseThrow();

        // Then
        assertThat(List.of(granted.endpoint(), decided.endpoint())).containsOnly(endpoint());
    }

    @Test
    void shouldBearThatAnEndpointGoesForWhichManyWait() throws Exception {
        // Given
        Turn gone = turn("t", Lane.BATCH);
        Permit only = gone.enter(endpoint()).orElseThrow();
        var waiting = new ArrayList<Waiting>();
        for (int i = 0; i < 60; i++) {
            waiting.add(new Waiting("t", Lane.BATCH));
        }

        // When: a request of the catalogue before decides again, while others haven't yet
        guards.use(Endpoints.catalogue(Endpoints.endpoint("b", 1, LONG)));
        var _ = gone.hasRoom(endpoint());

        // Then
        only.abandoned();
        waiting.forEach(each -> assertThat(each.permit).succeedsWithin(LONG));
    }

    @Test
    void shouldNeitherGrantMoreThanThereIsNorLoseAnyWhileManyComeAndGo() {
        // Given
        guards = use(Endpoints.endpoint("a", 8, LONG), Endpoints.endpoint("b", 3, LONG));

        // When
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            boolean impatient = i % 5 == 0;
            String tenant = "t" + i % 7;
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            Thread.ofVirtual().start(() -> {
                try {
                    Turn turn = turn(tenant, impatient ? Lane.INTERACTIVE : Lane.BATCH);
                    turn.await(
                            endpoints, endpoints, guards.waiters().changes(), impatient ? Duration.ofMillis(5) : LONG);
                    turn.enterGranted().ifPresent(permit -> {
                        LockSupport.parkNanos(1_000);
                        permit.succeeded(TOOK);
                    });
                    done.complete(null);
                } catch (InterruptedException | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        }

        // Then
        assertThat(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)))
                .succeedsWithin(LONG);
        assertThat(freeSlots(endpoints.getFirst())).isEqualTo(8);
        assertThat(freeSlots(endpoints.getLast())).isEqualTo(3);
    }

    private int freeSlots(Endpoint endpoint) {
        int free = 0;
        try {
            while (free < 100 && guards.enter(endpoint).isPresent()) {
                free++;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return free;
    }

    private Guards use(Endpoint... all) {
        endpoints.clear();
        endpoints.addAll(List.of(all));
        return use(Endpoints.catalogue(all));
    }

    private static Guards use(Catalogue catalogue) {
        return Guards.alone(catalogue, GuardConfig.DEFAULTS, Clock.systemUTC());
    }

    private Endpoint endpoint() {
        return endpoints.getFirst();
    }

    private Turn turn(String tenant, Lane lane) {
        List<Plan.Candidate> candidates = endpoints.stream()
                .map(endpoint -> new Plan.Candidate(endpoint, false, 0))
                .toList();
        Route route = new Route("any", endpoints.stream().map(Endpoint::id).toList());
        Plan plan = new Plan(Ask.PLAIN, Tenant.unrestricted(tenant), route, candidates, List.of());
        return guards.turn(new Errand("r", plan, Instant.MAX, 5, Instant.now(), lane), List.of());
    }
}
