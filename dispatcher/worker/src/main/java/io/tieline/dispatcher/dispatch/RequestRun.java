package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.dispatch.Dispatch.Tools;
import io.tieline.dispatcher.dispatch.Hedge.Served;
import io.tieline.dispatcher.intake.Seat;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.provider.CallResult.Answer;
import io.tieline.dispatcher.provider.CallResult.Failure;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.dispatcher.resilience.Turn;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Pinning;
import io.tieline.routing.Plan;
import io.tieline.routing.Router;
import io.tieline.routing.Verdict;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ServedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One request from its first decision to its outcome. Used by the request's thread. */
final class RequestRun {
    /** How long it waits for room for its contents before it is parked, and until when then. */
    private static final Duration FOR_ROOM = Duration.ofSeconds(30);

    private static final Duration PARKED_FOR = Duration.ofSeconds(10);

    /** Between looks at whether Kafka takes outcomes again. */
    private static final Duration HELD_UP_FOR = Duration.ofMillis(500);

    private final Taken taken;
    private final InferenceRequest request;
    private final Errand errand;
    private final Progress progress;
    private final Tools tools;
    private final Outcomes outcomes;
    private final Seat seat;
    private final Turn turn;
    private InferenceRequest whole;
    private Runnable giveBack = () -> {};
    private final Hedge hedge;

    RequestRun(Taken taken, Errand errand, Progress progress, Tools tools, Outcomes outcomes, Seat seat) {
        this.taken = taken;
        this.request = taken.request();
        this.errand = errand;
        this.progress = progress;
        this.tools = tools;
        this.outcomes = outcomes;
        this.seat = seat;
        this.whole = request;
        this.turn = tools.guards().turn(errand, progress.tried());
        this.hedge = new Hedge(errand, progress, tools, turn, this::begin, this::givenUp);
    }

    Settlement toItsEnd() throws InterruptedException {
        try {
            return decideUntilItEnds();
        } finally {
            giveContentsBack();
        }
    }

    private Settlement decideUntilItEnds() throws InterruptedException {
        while (true) {
            if (tools.cancellations().covers(request)) {
                return outcomes.ended(taken, progress, Dispatch.TAKEN_BACK, List.of());
            }
            waitWhileHeldUp();
            long seen = tools.guards().waiters().changes();
            Verdict verdict = Router.decide(
                    errand,
                    progress.tried(),
                    tools.guards(),
                    turn,
                    tools.budgets(),
                    tools.time().instant());
            Optional<Settlement> end = carryOut(verdict, seen);
            if (end.isPresent()) {
                return end.get();
            }
        }
    }

    /** The answer to a call that began now would wait in memory, and others may make the same call meanwhile. */
    private void waitWhileHeldUp() throws InterruptedException {
        while (seat.isHeldUp() && tools.time().instant().isBefore(errand.deadline())) {
            giveContentsBack();
            Instant until = Dispatch.earlier(tools.time().instant().plus(HELD_UP_FOR), errand.deadline());
            seat.rest(() -> tools.time().sleepUntil(until));
        }
    }

    /** Empty where a new decision is due. */
    private Optional<Settlement> carryOut(Verdict verdict, long seen) throws InterruptedException {
        return switch (verdict.decision()) {
            case Decision.Call(Endpoint endpoint) -> {
                Optional<Settlement> end = borrowContents();
                yield end.isPresent() ? end : call(turn.enter(endpoint), verdict);
            }
            case Decision.AwaitRoom(List<Endpoint> endpoints, Instant until) -> {
                Optional<Settlement> end = borrowContents();
                if (end.isEmpty()) {
                    awaitRoom(endpoints, until, seen);
                    end = call(turn.enterGranted(), verdict);
                }
                yield end;
            }
            case Decision.Wait(Instant until, String _) -> {
                giveContentsBack();
                waitUntil(until, seen);
                yield Optional.empty();
            }
            case Decision.Park(Instant until, String reason) ->
                Optional.of(outcomes.parked(taken, progress, until, reason));
            case Decision.Finish finish -> Optional.of(outcomes.ended(taken, progress, finish, verdict.exclusions()));
        };
    }

    /** Before a call, so that its endpoint isn't kept waiting and isn't blamed. Present where there will be none. */
    private Optional<Settlement> borrowContents() throws InterruptedException {
        if (StoredContents.of(whole).isEmpty()) {
            return Optional.empty();
        }
        Instant now = tools.time().instant();
        Duration left = Duration.between(now, errand.deadline());
        return switch (tools.contents().lend(request, left.compareTo(FOR_ROOM) < 0 ? left : FOR_ROOM)) {
            case Contents.Lent.Loan(InferenceRequest all, Runnable back) -> {
                whole = all;
                giveBack = back;
                yield Optional.empty();
            }
            case Contents.Lent.Later(String why) ->
                Optional.of(
                        outcomes.parked(taken, progress, tools.time().instant().plus(PARKED_FOR), why));
            case Contents.Lent.Lost(String why) ->
                Optional.of(outcomes.ended(
                        taken,
                        progress,
                        new Decision.Finish(Outcome.FAILED, ErrorCode.REQUEST_CONTENT_MISSING, why),
                        List.of()));
        };
    }

    private void giveContentsBack() {
        whole = request;
        giveBack.run();
        giveBack = () -> {};
    }

    private void waitUntil(Instant until, long seen) throws InterruptedException {
        seat.rest(
                () -> tools.time().await(tools.guards().waiters(), errand.plan().endpoints(), seen, until));
    }

    private void awaitRoom(List<Endpoint> full, Instant until, long seen) throws InterruptedException {
        Duration patience = Duration.between(tools.time().instant(), until);
        seat.queue(() -> turn.await(full, errand.plan().endpoints(), seen, patience));
    }

    /** The job keeps to the family that it begins with, whether that call succeeds or not. */
    private void pin(Endpoint endpoint) {
        if (request.getJobId() == null
                || progress.begun() != 1
                || errand.plan().route().pinning() == Pinning.NONE) {
            return;
        }
        OwnedId job = new OwnedId(request.getTenant(), request.getJobId());
        if (tools.pins().familyOf(job).isEmpty()) {
            tools.pins().keep(job, endpoint.family());
        }
    }

    private ServedBy servedBy(Endpoint endpoint) {
        Plan plan = errand.plan();
        boolean switched = !plan.preferred().equals(Optional.of(endpoint));
        return new ServedBy(
                endpoint.id(),
                endpoint.provider(),
                endpoint.model(),
                switched,
                plan.candidate(endpoint.id()).orElseThrow().degraded(),
                endpoint.family());
    }

    /** Empty where a new decision is due: the call failed, or could not be made after all. */
    private Optional<Settlement> call(Optional<Permit> entered, Verdict verdict) throws InterruptedException {
        Optional<RunningCall> begun = entered.flatMap(this::begin);
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        RunningCall call = begun.get();
        Optional<Duration> hedgeAfter = hedge.after(call);
        Optional<Served> served = hedgeAfter.isPresent()
                ? hedge.run(call, hedgeAfter.get(), verdict.exclusions())
                : alone(call).map(answer -> new Served(answer, call.endpoint(), verdict.exclusions()));
        return served.map(
                by -> outcomes.completed(taken, progress, by.answer(), servedBy(by.endpoint()), by.passedOver()));
    }

    private Optional<RunningCall> begin(Permit permit) {
        if (seat.isHeldUp()) {
            permit.abandoned();
            return Optional.empty();
        }
        Optional<RunningCall> begun = RunningCall.begin(taken, whole, errand, progress, tools, permit);
        begun.ifPresent(call -> pin(call.endpoint()));
        return begun;
    }

    private Optional<Answer> alone(RunningCall call) throws InterruptedException {
        CallResult result;
        try {
            result = call.make();
        } catch (InterruptedException e) {
            call.givenUp(givenUp());
            throw e;
        } catch (RuntimeException e) {
            call.broke();
            throw e;
        }
        return call.ended(result);
    }

    private Failure givenUp() {
        if (seat.isRecalled()) {
            return new Failure(ErrorCode.CALLER_CANCELLED, "the caller took the request back", null, null, null, null);
        }
        return new Failure(ErrorCode.BROKER_INTERRUPTED, "the dispatcher gave the call up", null, null, null, null);
    }
}
