package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.budget.Reservation;
import io.tieline.dispatcher.dispatch.Dispatch.Tools;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.provider.CallResult.Answer;
import io.tieline.dispatcher.provider.CallResult.Failure;
import io.tieline.dispatcher.provider.CutOff;
import io.tieline.dispatcher.resilience.CallsUnderWay;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Plan;
import io.tieline.routing.Tried;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One call, with its room and its money, which are given back by telling how it ended: exactly once, by one of
 * {@link #ended}, {@link #givenUp} and {@link #broke}. Used by the request's thread, but for {@link #make}.
 */
final class RunningCall {
    /** What the timers of calls and the clock of deadlines may differ by. */
    private static final Duration CLOCK_GRAIN = Duration.ofMillis(50);

    /** For a call to an endpoint of which nobody knows yet how long it takes. */
    private static final Duration UNUSUAL_ANYWHERE = Duration.ofSeconds(2);

    private final InferenceRequest whole;
    private final Errand errand;
    private final Progress progress;
    private final Tools tools;
    private final Permit permit;
    private final Endpoint endpoint;
    private final Reservation money;
    private final AttemptRecorder recorder;
    private final Duration left;
    private final Duration limit;
    private final CutOff cutOff = new CutOff();
    private volatile boolean over;

    private RunningCall(
            Taken taken,
            InferenceRequest whole,
            Errand errand,
            Progress progress,
            Tools tools,
            Permit permit,
            Reservation money) {
        this.whole = whole;
        this.errand = errand;
        this.progress = progress;
        this.tools = tools;
        this.permit = permit;
        this.endpoint = permit.endpoint();
        this.money = money;
        this.recorder = new AttemptRecorder(taken, errand, progress, endpoint, permit, money, tools);
        this.left = Duration.between(recorder.startedAt(), errand.deadline());
        Duration patience = patience();
        this.limit = permit.limit().filter(most -> most.compareTo(patience) < 0).orElse(patience);
    }

    /**
     * Empty where the deadline has passed, or somebody else was faster to take the tenant's last money.
     *
     * @param whole the request with all its contents
     */
    static Optional<RunningCall> begin(
            Taken taken, InferenceRequest whole, Errand errand, Progress progress, Tools tools, Permit permit) {
        Plan plan = errand.plan();
        Instant now = tools.time().instant();
        long estimate = plan.candidate(permit.endpoint().id()).orElseThrow().estimateMicroUsd();
        Optional<Reservation> money = now.isBefore(errand.deadline())
                ? tools.budgets().reserve(plan.tenant(), estimate, now)
                : Optional.empty();
        if (money.isEmpty()) {
            permit.abandoned();
        }
        return money.map(reserved -> new RunningCall(taken, whole, errand, progress, tools, permit, reserved));
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Instant startedAt() {
        return recorder.startedAt();
    }

    boolean isProbe() {
        return permit.isProbe();
    }

    /** Calls and waits for the end, by whatever thread, once. */
    CallResult make() throws InterruptedException {
        CallsUnderWay.Watch watch = tools.calls().begin(endpoint, permit.isFleetProbe(), this::overdue, cutOff::cut);
        try {
            return tools.caller().call(endpoint, Instructions.addTo(whole, errand.plan(), endpoint), limit, cutOff);
        } finally {
            watch.end();
        }
    }

    private void overdue() {
        if (!over) {
            recorder.overdue();
        }
    }

    /** The call has ended; empty where it failed. */
    Optional<Answer> ended(CallResult result) {
        Duration took = Duration.between(recorder.startedAt(), tools.time().instant());
        return switch (result) {
            case Answer answer -> {
                permit.succeeded(took);
                recorder.ended(answer, endpoint);
                yield Optional.of(answer);
            }
            case Failure failure -> {
                Failure fair = blameTheDeadline(failure, took);
                permit.failed(fair.code(), fair.retryAfter(), took);
                recorder.ended(fair, endpoint);
                yield Optional.empty();
            }
        };
    }

    /** The call is cut off, if it still goes on; that says nothing of its endpoint. Its end is not waited for. */
    void givenUp(Failure why) {
        over = true;
        cutOff.cut();
        permit.abandoned();
        recorder.ended(why, endpoint);
    }

    /** A defect has ended the call. */
    void broke() {
        permit.abandoned();
        money.release();
    }

    /** All of the time that is left would leave none for anybody else, if this one hangs. */
    private Duration patience() {
        if (!hasAlternative()) {
            return left;
        }
        Duration half = left.dividedBy(2);
        Duration unusual = unusual(UNUSUAL_ANYWHERE);
        Duration enough = half.compareTo(unusual) > 0 ? half : unusual;
        return enough.compareTo(left) < 0 ? enough : left;
    }

    private boolean hasAlternative() {
        Instant now = tools.time().instant();
        Set<String> failed = progress.tried().stream().map(Tried::endpointId).collect(Collectors.toSet());
        return errand.plan().endpoints().stream()
                .filter(other -> !other.equals(endpoint) && !failed.contains(other.id()))
                .anyMatch(other -> tools.guards().admission(other, now) instanceof Admission.Admitted);
    }

    /** What takes longer than this is the endpoint's fault, however short the request's time. */
    private Duration unusual(Duration whereNothingIsKnown) {
        return tools.guards()
                .slowest(endpoint)
                .map(slowest -> slowest.multipliedBy(2))
                .orElse(whereNothingIsKnown);
    }

    /** Cut off by the deadline before it took unusually long there, a call says nothing of the endpoint. */
    private Failure blameTheDeadline(Failure failure, Duration took) {
        boolean byDeadline = failure.code() == ErrorCode.PROVIDER_TIMEOUT
                && left.compareTo(endpoint.timeout()) < 0
                && took.compareTo(unusual(endpoint.timeout())) < 0
                && left.minus(took).compareTo(CLOCK_GRAIN) <= 0;
        return byDeadline
                ? new Failure(
                        ErrorCode.DEADLINE_EXCEEDED, "the request's deadline cut the call off", null, null, null, null)
                : failure;
    }
}
