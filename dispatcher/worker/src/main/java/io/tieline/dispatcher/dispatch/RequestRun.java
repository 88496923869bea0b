package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.dispatch.Dispatch.Tools;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.provider.CallResult.Answer;
import io.tieline.dispatcher.provider.CallResult.Failure;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Router;
import io.tieline.routing.Verdict;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request from its first decision to its outcome. Used by the request's thread. */
final class RequestRun {
    /** What the timers of calls and the clock of deadlines may differ by. */
    private static final Duration CLOCK_GRAIN = Duration.ofMillis(50);

    private final Taken taken;
    private final InferenceRequest request;
    private final Errand errand;
    private final Progress progress;
    private final Tools tools;
    private final Outcomes outcomes;

    RequestRun(Taken taken, Errand errand, Progress progress, Tools tools, Outcomes outcomes) {
        this.taken = taken;
        this.request = taken.request();
        this.errand = errand;
        this.progress = progress;
        this.tools = tools;
        this.outcomes = outcomes;
    }

    Settlement toItsEnd() throws InterruptedException {
        while (true) {
            if (tools.cancellations().covers(request)) {
                return outcomes.ended(taken, progress, cancelled(), List.of());
            }
            Verdict verdict = Router.decide(
                    errand,
                    progress.tried(),
                    tools.guards(),
                    tools.guards(),
                    tools.time().instant());
            switch (verdict.decision()) {
                case Decision.Call(Endpoint endpoint) -> {
                    Optional<Answer> answer = call(endpoint);
                    if (answer.isPresent()) {
                        return outcomes.completed(taken, progress, answer.get(), endpoint, isSwitch(endpoint));
                    }
                }
                case Decision.Wait(Instant until, String _) -> tools.time().sleepUntil(until);
                case Decision.Park(Instant until, String reason) -> {
                    return outcomes.parked(taken, progress, until, reason);
                }
                case Decision.Finish finish -> {
                    return outcomes.ended(taken, progress, finish, verdict.exclusions());
                }
            }
        }
    }

    private static Decision.Finish cancelled() {
        return new Decision.Finish(Outcome.CANCELLED, ErrorCode.CALLER_CANCELLED, "the caller took the request back");
    }

    private boolean isSwitch(Endpoint endpoint) {
        return !endpoint.equals(errand.candidates().getFirst());
    }

    /** Empty where a new decision is due: the call failed, or could not be made after all. */
    private Optional<Answer> call(Endpoint endpoint) throws InterruptedException {
        Optional<Permit> permit = tools.guards().enter(endpoint);
        if (permit.isEmpty()) {
            return Optional.empty();
        }
        if (!tools.time().instant().isBefore(errand.deadline())) {
            permit.get().abandoned();
            return Optional.empty();
        }
        return call(endpoint, permit.get());
    }

    private Optional<Answer> call(Endpoint endpoint, Permit permit) throws InterruptedException {
        Instant start = tools.time().instant();
        Duration left = Duration.between(start, errand.deadline());
        CallResult result;
        try {
            result = tools.caller().call(endpoint, request, left);
        } catch (InterruptedException e) {
            permit.abandoned();
            record(endpoint, start, interrupted());
            throw e;
        } catch (RuntimeException e) {
            permit.abandoned();
            throw e;
        }
        Duration took = Duration.between(start, tools.time().instant());
        return switch (result) {
            case Answer answer -> {
                permit.succeeded(took);
                record(endpoint, start, answer);
                yield Optional.of(answer);
            }
            case Failure failure -> {
                Failure fair = blameTheDeadline(failure, endpoint, left, took);
                permit.failed(fair.code(), fair.retryAfter(), took);
                record(endpoint, start, fair);
                yield Optional.empty();
            }
        };
    }

    /** Cut off by the deadline before its endpoint's own time was over, a call says nothing of the endpoint. */
    private static Failure blameTheDeadline(Failure failure, Endpoint endpoint, Duration left, Duration took) {
        boolean cutOff = failure.code() == ErrorCode.PROVIDER_TIMEOUT
                && left.compareTo(endpoint.timeout()) < 0
                && left.minus(took).compareTo(CLOCK_GRAIN) <= 0;
        return cutOff
                ? new Failure(
                        ErrorCode.DEADLINE_EXCEEDED, "the request's deadline cut the call off", null, null, null, null)
                : failure;
    }

    private static Failure interrupted() {
        return new Failure(ErrorCode.BROKER_INTERRUPTED, "the dispatcher gave the call up", null, null, null, null);
    }

    private void record(Endpoint endpoint, Instant start, CallResult result) {
        switch (result) {
            case Answer answer -> record(endpoint, start, ErrorCode.OK, answer.httpStatus(), answer.usage(), null);
            case Failure failure ->
                record(endpoint, start, failure.code().wire(), failure.httpStatus(), failure.usage(), failure);
        }
    }

    private void record(
            Endpoint endpoint,
            Instant start,
            String code,
            @Nullable Integer httpStatus,
            @Nullable Usage usage,
            @Nullable Failure failure) {
        Instant end = tools.time().instant();
        int number = progress.nextNumber();
        long cost = usage == null ? 0 : endpoint.price().microUsd(usage.getInputTokens(), usage.getOutputTokens());
        String message = failure == null ? null : failure.message();
        Duration retryAfter = failure == null ? null : failure.retryAfter();
        progress.add(
                new AttemptSummary(
                        number,
                        endpoint.id(),
                        code,
                        httpStatus,
                        message,
                        start,
                        Duration.between(start, end).toMillis()),
                cost);
        tools.attempts()
                .publish(Attempt.newBuilder()
                        .setAttemptId(UUID.randomUUID().toString())
                        .setRequestId(request.getRequestId())
                        .setTenant(request.getTenant())
                        .setRoute(request.getRoute())
                        .setJobId(request.getJobId())
                        .setNumber(number)
                        .setEndpointId(endpoint.id())
                        .setProvider(endpoint.provider())
                        .setModel(endpoint.model())
                        .setWorkerId(tools.workerId())
                        .setStartedAt(start)
                        .setEndedAt(end)
                        .setCode(code)
                        .setHttpStatus(httpStatus)
                        .setProviderErrorType(failure == null ? null : failure.providerErrorType())
                        .setMessage(message)
                        .setRetryAt(retryAfter == null ? null : end.plus(retryAfter))
                        .setUsage(usage)
                        .setCostMicroUsd(cost)
                        .build());
    }
}
