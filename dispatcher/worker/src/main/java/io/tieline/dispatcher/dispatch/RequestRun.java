package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.budget.Reservation;
import io.tieline.dispatcher.dispatch.Dispatch.Tools;
import io.tieline.dispatcher.intake.Seat;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.provider.CallResult.Answer;
import io.tieline.dispatcher.provider.CallResult.Failure;
import io.tieline.dispatcher.provider.CutOff;
import io.tieline.dispatcher.resilience.CallsUnderWay;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.dispatcher.resilience.Turn;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.routing.Admission;
import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Pinning;
import io.tieline.routing.Plan;
import io.tieline.routing.Router;
import io.tieline.routing.Tried;
import io.tieline.routing.Verdict;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ServedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One request from its first decision to its outcome. Used by the request's thread. */
final class RequestRun {
    /** What the timers of calls and the clock of deadlines may differ by. */
    private static final Duration CLOCK_GRAIN = Duration.ofMillis(50);

    /** For a call to an endpoint of which nobody knows yet how long it takes. */
    private static final Duration UNUSUAL_ANYWHERE = Duration.ofSeconds(2);

    private final Taken taken;
    private final InferenceRequest request;
    private final Errand errand;
    private final Progress progress;
    private final Tools tools;
    private final Outcomes outcomes;
    private final Seat seat;
    private final Turn turn;

    RequestRun(Taken taken, Errand errand, Progress progress, Tools tools, Outcomes outcomes, Seat seat) {
        this.taken = taken;
        this.request = taken.request();
        this.errand = errand;
        this.progress = progress;
        this.tools = tools;
        this.outcomes = outcomes;
        this.seat = seat;
        this.turn = tools.guards().turn(errand, progress.tried());
    }

    Settlement toItsEnd() throws InterruptedException {
        while (true) {
            if (tools.cancellations().covers(request)) {
                return outcomes.ended(taken, progress, Dispatch.TAKEN_BACK, List.of());
            }
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

    /** Empty where a new decision is due. */
    private Optional<Settlement> carryOut(Verdict verdict, long seen) throws InterruptedException {
        return switch (verdict.decision()) {
            case Decision.Call(Endpoint endpoint) -> call(turn.enter(endpoint), verdict);
            case Decision.AwaitRoom(List<Endpoint> endpoints, Instant until) -> {
                awaitRoom(endpoints, until, seen);
                yield call(turn.enterGranted(), verdict);
            }
            case Decision.Wait(Instant until, String _) -> {
                waitUntil(until, seen);
                yield Optional.empty();
            }
            case Decision.Park(Instant until, String reason) ->
                Optional.of(outcomes.parked(taken, progress, until, reason));
            case Decision.Finish finish -> Optional.of(outcomes.ended(taken, progress, finish, verdict.exclusions()));
        };
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
        String jobId = request.getJobId();
        if (jobId != null
                && progress.nextNumber() == 1
                && errand.plan().route().pinning() != Pinning.NONE
                && tools.pins().familyOf(jobId).isEmpty()) {
            tools.pins().keep(jobId, endpoint.family());
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
        if (entered.isEmpty()) {
            return Optional.empty();
        }
        Permit permit = entered.get();
        Endpoint endpoint = permit.endpoint();
        Optional<Reservation> money = reserve(endpoint);
        if (money.isEmpty()) {
            permit.abandoned();
            return Optional.empty();
        }
        pin(endpoint);
        return call(endpoint, permit, money.get())
                .map(answer -> outcomes.completed(taken, progress, answer, servedBy(endpoint), verdict.exclusions()));
    }

    /** Empty where the deadline has passed, or somebody else was faster to take the tenant's last money. */
    private Optional<Reservation> reserve(Endpoint endpoint) {
        Instant now = tools.time().instant();
        Plan plan = errand.plan();
        return now.isBefore(errand.deadline())
                ? tools.budgets()
                        .reserve(
                                plan.tenant(),
                                plan.candidate(endpoint.id()).orElseThrow().estimateMicroUsd(),
                                now)
                : Optional.empty();
    }

    private Optional<Answer> call(Endpoint endpoint, Permit permit, Reservation money) throws InterruptedException {
        AttemptRecorder recorder = new AttemptRecorder(taken, errand, progress, endpoint, permit, money, tools);
        Duration left = Duration.between(recorder.startedAt(), errand.deadline());
        CallResult result;
        try {
            result = watched(endpoint, permit, recorder, left);
        } catch (InterruptedException e) {
            permit.abandoned();
            recorder.ended(givenUp(), endpoint);
            throw e;
        } catch (RuntimeException e) {
            permit.abandoned();
            money.release();
            throw e;
        }
        Duration took = Duration.between(recorder.startedAt(), tools.time().instant());
        return switch (result) {
            case Answer answer -> {
                permit.succeeded(took);
                recorder.ended(answer, endpoint);
                yield Optional.of(answer);
            }
            case Failure failure -> {
                Failure fair = blameTheDeadline(failure, endpoint, left, took);
                permit.failed(fair.code(), fair.retryAfter(), took);
                recorder.ended(fair, endpoint);
                yield Optional.empty();
            }
        };
    }

    private CallResult watched(Endpoint endpoint, Permit permit, AttemptRecorder recorder, Duration left)
            throws InterruptedException {
        CutOff cutOff = new CutOff();
        Duration patience = patience(endpoint, left);
        Duration limit =
                permit.limit().filter(most -> most.compareTo(patience) < 0).orElse(patience);
        CallsUnderWay.Watch watch =
                tools.calls().begin(endpoint, permit.isFleetProbe(), recorder::overdue, cutOff::cut);
        try {
            return tools.caller().call(endpoint, Instructions.addTo(request, errand.plan(), endpoint), limit, cutOff);
        } finally {
            watch.end();
        }
    }

    /** All of the time that is left would leave none for anybody else, if this one hangs. */
    private Duration patience(Endpoint endpoint, Duration left) {
        if (!hasAlternative(endpoint)) {
            return left;
        }
        Duration half = left.dividedBy(2);
        Duration unusual = unusual(endpoint, UNUSUAL_ANYWHERE);
        Duration enough = half.compareTo(unusual) > 0 ? half : unusual;
        return enough.compareTo(left) < 0 ? enough : left;
    }

    private boolean hasAlternative(Endpoint endpoint) {
        Instant now = tools.time().instant();
        Set<String> failed = progress.tried().stream().map(Tried::endpointId).collect(Collectors.toSet());
        return errand.plan().endpoints().stream()
                .filter(other -> !other.equals(endpoint) && !failed.contains(other.id()))
                .anyMatch(other -> tools.guards().admission(other, now) instanceof Admission.Admitted);
    }

    /** What takes longer than this is the endpoint's fault, however short the request's time. */
    private Duration unusual(Endpoint endpoint, Duration whereNothingIsKnown) {
        return tools.guards()
                .slowest(endpoint)
                .map(slowest -> slowest.multipliedBy(2))
                .orElse(whereNothingIsKnown);
    }

    /** Cut off by the deadline before it took unusually long there, a call says nothing of the endpoint. */
    private Failure blameTheDeadline(Failure failure, Endpoint endpoint, Duration left, Duration took) {
        boolean cutOff = failure.code() == ErrorCode.PROVIDER_TIMEOUT
                && left.compareTo(endpoint.timeout()) < 0
                && took.compareTo(unusual(endpoint, endpoint.timeout())) < 0
                && left.minus(took).compareTo(CLOCK_GRAIN) <= 0;
        return cutOff
                ? new Failure(
                        ErrorCode.DEADLINE_EXCEEDED, "the request's deadline cut the call off", null, null, null, null)
                : failure;
    }

    private Failure givenUp() {
        if (seat.isRecalled()) {
            return new Failure(ErrorCode.CALLER_CANCELLED, "the caller took the request back", null, null, null, null);
        }
        return new Failure(ErrorCode.BROKER_INTERRUPTED, "the dispatcher gave the call up", null, null, null, null);
    }
}
