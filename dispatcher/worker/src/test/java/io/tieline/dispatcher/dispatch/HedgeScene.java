package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.Endpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.window.Flight;
import io.tieline.routing.Budget;
import io.tieline.routing.Budget.WhenUsedUp;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Lane;
import io.tieline.routing.Objective;
import io.tieline.routing.Pinning;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A route of which calls may be joined by another after two seconds. Each of its three endpoints takes one call at a time, and
 * answers when the test lets it.
 */
final class HedgeScene implements AutoCloseable {
    static final Duration AFTER = Duration.ofSeconds(2);
    static final Endpoint A = endpoint("a", 1, Duration.ofHours(2));
    static final Endpoint B = endpoint("b", 1, Duration.ofHours(2));
    static final Endpoint C = endpoint("c", 1, Duration.ofHours(2));

    final TestClock clock = new TestClock();
    final Bench bench;
    private final Map<String, BlockingQueue<CallResult>> results = Map.of(
            "a", new LinkedBlockingQueue<>(), "b", new LinkedBlockingQueue<>(), "c", new LinkedBlockingQueue<>());

    /** Calls are joined after two seconds, without any budget. */
    HedgeScene() {
        this(AFTER, null);
    }

    HedgeScene(@Nullable Duration hedgeAfter, @Nullable Long microUsdPerDay) {
        bench = bench(hedgeAfter, microUsdPerDay);
    }

    private Bench bench(@Nullable Duration hedgeAfter, @Nullable Long microUsdPerDay) {
        Route route = new Route(
                "summarize",
                List.of("a", "b", "c"),
                Objective.LISTED,
                null,
                false,
                Pinning.PREFER,
                hedgeAfter,
                Map.of(),
                null);
        Route other = new Route("other", List.of("elsewhere"));
        List<Endpoint> endpoints = List.of(A, B, C, endpoint("elsewhere"));
        Bench made =
                new Bench(clock, clock, new Catalogue(endpoints, List.of(route, other), List.of(acme(microUsdPerDay))));
        results.forEach((id, queue) -> made.caller.script(id, (_, _, _) -> queue.take()));
        for (int i = 0; i < 500; i++) {
            made.hedges.called("summarize");
        }
        return made;
    }

    static Tenant acme(@Nullable Long microUsdPerDay) {
        Budget budget = microUsdPerDay == null
                ? null
                : new Budget(BigDecimal.valueOf(microUsdPerDay, 6), null, WhenUsedUp.STOP);
        return new Tenant("acme", null, null, Set.of(), budget, 0, null);
    }

    Run start(Lane lane, Flight flight, InferenceRequest request) {
        return new Run(
                bench.dispatch(lane, RecordReader.requests(bench.serdes, Topics.REQUESTS_BATCH)),
                Requests.record(request.getRequestId(), bench.serdes.encode(Topics.REQUESTS_BATCH, request)),
                flight);
    }

    Run start() {
        return start(Lane.INTERACTIVE, bench.flight(), Requests.request().build());
    }

    /** A request whose call to {@code a} has been joined by one to {@code b}. */
    Run startJoined(Flight flight, InferenceRequest request) {
        Run run = start(Lane.INTERACTIVE, flight, request);
        awaitCall("a");
        clock.advance(AFTER);
        awaitCall("b");
        return run;
    }

    Run startJoined() {
        return startJoined(bench.flight(), Requests.request().build());
    }

    void awaitCall(String endpointId) {
        await().until(() -> bench.caller.calls(endpointId) == 1);
    }

    void end(String endpointId, CallResult result) {
        resultsOf(endpointId).add(result);
    }

    void assertNothingIsLeft() {
        assertThat(List.of(A, B, C)).allMatch(bench.guards::hasRoom, "has room");
    }

    void assertCalls(InferenceReply reply, String... idsAndCodes) {
        assertThat(reply.getAttempts())
                .extracting(call -> call.getNumber() + " " + call.getEndpointId() + " " + call.getCode())
                .containsExactly(idsAndCodes);
        assertThat(bench.attempts())
                .extracting(call -> call.getNumber() + " " + call.getEndpointId() + " " + call.getCode())
                .containsExactlyInAnyOrder(idsAndCodes);
    }

    BlockingQueue<CallResult> resultsOf(String endpointId) {
        return Objects.requireNonNull(results.get(endpointId));
    }

    @Override
    public void close() {
        bench.close();
    }
}
