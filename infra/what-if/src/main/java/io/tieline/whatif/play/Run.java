package io.tieline.whatif.play;

import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Lane;
import io.tieline.routing.Pinning;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Router;
import io.tieline.routing.Tenant;
import io.tieline.routing.Tried;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.OwnedId;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.play.FleetView.Sleeper;
import io.tieline.whatif.play.Rooms.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request from its first decision to its end. */
final class Run {
    private static final int MOST_ATTEMPTS = 10;

    final Play play;
    final TracedRequest request;
    private final List<Tally> tallies;
    private final List<Tried> tried = new ArrayList<>(0);
    private @Nullable Errand errand;
    private boolean itsTurn;

    Run(Play play, TracedRequest request) {
        this.play = play;
        this.request = request;
        this.tallies = play.score.of(request);
    }

    void begin() {
        Optional<Route> route = play.catalogue.route(request.route());
        if (route.isEmpty()) {
            ends(ErrorCode.REQUEST_UNKNOWN_ROUTE);
            return;
        }
        Optional<Tenant> tenant =
                play.catalogue.tenant(request.tenant()).filter(each -> each.mayUseRoute(request.route()));
        if (tenant.isEmpty()) {
            ends(ErrorCode.POLICY_TENANT);
            return;
        }
        Plan plan = Plan.of(
                request.id(),
                request.ask(),
                tenant.get(),
                route.get(),
                play.catalogue.candidates(route.get()),
                job().map(play.pins::get),
                play.fleet);
        errand = errand(plan, request.lane());
        decide();
    }

    private Errand errand(Plan plan, Lane lane) {
        int most = request.maxAttempts() == 0 ? MOST_ATTEMPTS : Math.min(request.maxAttempts(), MOST_ATTEMPTS);
        return new Errand(
                request.id(), plan, Instant.ofEpochMilli(request.deadline()), most, play.timeline.now(), lane);
    }

    private Optional<String> job() {
        return Optional.ofNullable(request.jobId()).map(id -> new OwnedId(request.tenant(), id).key());
    }

    Errand errand() {
        return Objects.requireNonNull(errand);
    }

    String worker() {
        return "worker-" + Math.floorMod(request.id().hashCode(), play.workers);
    }

    void decide() {
        Instant now = play.timeline.now();
        Decision decision = Router.decide(errand(), tried, play.fleet, this::hasRoom, play.budgets, now)
                .decision();
        itsTurn = false;
        switch (decision) {
            case Decision.Call(Endpoint endpoint) -> CallUnderWay.begin(this, endpoint);
            case Decision.AwaitRoom(List<Endpoint> endpoints, Instant until) -> awaitRoom(endpoints, until);
            case Decision.Wait(Instant until, String _) -> rest(until);
            case Decision.Park(Instant until, String _) -> park(until);
            case Decision.Finish finish -> ends(finish.code());
        }
    }

    private boolean hasRoom(Endpoint endpoint) {
        return play.rooms.hasRoom(endpoint, errand().lane(), tenant(), tokens(endpoint), itsTurn);
    }

    Tenant tenant() {
        return errand().plan().tenant();
    }

    double tokens(Endpoint endpoint) {
        return (double) request.ask().inputTokens() + request.ask().outputTokensAt(endpoint);
    }

    private void awaitRoom(List<Endpoint> endpoints, Instant until) {
        Sleeper sleeper = new Sleeper(this::decide);
        Waiting waiting =
                new Waiting(errand().lane(), tenant(), tokens(endpoints.getFirst()), sleeper, () -> itsTurn = true);
        play.rooms.await(waiting, endpoints);
        play.fleet.rest(sleeper, errand().plan().endpoints());
        play.wakeAt(until, sleeper);
    }

    private void park(Instant until) {
        tallies.forEach(Tally::wasParked);
        errand = errand(errand().plan(), Lane.PARKED);
        rest(until);
    }

    /** Until something changes. Where only news can change anything, nobody looks before there are some. */
    void rest(Instant until) {
        List<Endpoint> endpoints = errand().plan().endpoints();
        boolean onlyNewsHelps = tried.isEmpty() && tenant().budget() == null && !play.fleet.offersAnything(endpoints);
        Sleeper sleeper = new Sleeper(this::decide);
        play.fleet.rest(sleeper, endpoints);
        play.wakeAt(onlyNewsHelps ? errand().deadline() : until, sleeper);
    }

    /** The call could not be made after all. */
    void tryAgainIn(Duration pause) {
        rest(play.timeline.now().plus(pause));
    }

    /** The job keeps to the family that it begins with. */
    void callBegins(Endpoint endpoint) {
        if (tried.isEmpty() && errand().plan().route().pinning() != Pinning.NONE) {
            job().ifPresent(job -> play.pins.putIfAbsent(job, endpoint.family()));
        }
    }

    /** How many calls of this request have gone there. */
    int callsTo(Endpoint endpoint) {
        int calls = 0;
        for (Tried call : tried) {
            calls += call.endpointId().equals(endpoint.id()) ? 1 : 0;
        }
        return calls;
    }

    void failed(Tried call) {
        tried.add(call);
        decide();
    }

    void paid(long microUsd) {
        tallies.forEach(tally -> tally.paid(microUsd));
    }

    void answered(Endpoint endpoint, Fate.Source source) {
        Plan plan = errand().plan();
        boolean switched = !plan.preferred().equals(Optional.of(endpoint));
        boolean degraded = plan.candidate(endpoint.id()).orElseThrow().degraded();
        long millis = play.timeline.now().plus(play.overhead.after()).toEpochMilli() - request.arrivedAt();
        tallies.forEach(tally -> tally.answered(millis, source, switched, degraded));
        play.isOver();
    }

    private void ends(ErrorCode code) {
        tallies.forEach(tally -> tally.unanswered(code));
        play.isOver();
    }
}
