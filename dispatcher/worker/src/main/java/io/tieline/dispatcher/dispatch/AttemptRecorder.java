package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.budget.Reservation;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.provider.CallResult.Answer;
import io.tieline.dispatcher.provider.CallResult.Failure;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the ledger of one call: in the request's own progress, in its tenant's budget, and in the topic of attempts. */
final class AttemptRecorder {
    private final InferenceRequest request;
    private final Errand errand;
    private final Progress progress;
    private final Reservation money;
    private final AttemptPublisher publisher;
    private final InstantSource clock;
    private final Permit permit;
    private final Attempt begun;

    /** The call begins now. */
    AttemptRecorder(
            Taken taken,
            Errand errand,
            Progress progress,
            Endpoint endpoint,
            Permit permit,
            Reservation money,
            Dispatch.Tools tools) {
        this.request = taken.request();
        this.errand = errand;
        this.progress = progress;
        this.money = money;
        this.publisher = tools.attempts();
        this.clock = tools.time();
        this.permit = permit;
        this.begun = begun(endpoint, tools.workerId());
    }

    private Attempt begun(Endpoint endpoint, String workerId) {
        Instant now = clock.instant();
        OptionalLong seenEpoch = permit.epoch();
        return Attempt.newBuilder()
                .setAttemptId(UUID.randomUUID().toString())
                .setRequestId(request.getRequestId())
                .setTenant(request.getTenant())
                .setRoute(request.getRoute())
                .setJobId(request.getJobId())
                .setNumber(progress.begin())
                .setEndpointId(endpoint.id())
                .setProvider(endpoint.provider())
                .setModel(endpoint.model())
                .setFailureDomains(List.copyOf(new TreeSet<>(endpoint.failureDomains())))
                .setWorkerId(workerId)
                .setSeenEpoch(seenEpoch.isPresent() ? seenEpoch.getAsLong() : null)
                .setProbe(permit.isProbe())
                .setStartedAt(now)
                .setEndedAt(now)
                .setCode(ErrorCode.PROVIDER_OVERDUE.wire())
                .setCostMicroUsd(0)
                .build();
    }

    Instant startedAt() {
        return begun.getStartedAt();
    }

    /** The call goes on, and should have ended long ago. May be called by any thread. */
    void overdue() {
        publisher.publish(Attempt.newBuilder(begun)
                .setEndedAt(clock.instant())
                .setMessage("no answer yet; the call goes on")
                .build());
    }

    /** The call has ended. */
    void ended(CallResult result, Endpoint endpoint) {
        switch (result) {
            case Answer answer -> ended(ErrorCode.OK, answer.httpStatus(), answer.usage(), null, endpoint);
            case Failure failure ->
                ended(
                        failure.code().wire(),
                        failure.httpStatus(),
                        Billing.usage(failure, errand.plan().ask()),
                        failure,
                        endpoint);
        }
    }

    private void ended(
            String code,
            @Nullable Integer httpStatus,
            @Nullable Usage usage,
            @Nullable Failure failure,
            Endpoint endpoint) {
        Instant end = clock.instant();
        long cost = usage == null ? 0 : Billing.microUsd(usage, endpoint.price());
        money.settle(cost, end);
        progress.cutOff(failure == null ? null : failure.partialText());
        permit.used(usage == null ? 0 : usage.getInputTokens() + usage.getOutputTokens());
        String message = failure == null ? null : failure.message();
        Duration retryAfter = failure == null ? null : failure.retryAfter();
        Duration took = Duration.between(begun.getStartedAt(), end);
        progress.add(
                new AttemptSummary(
                        begun.getNumber(),
                        endpoint.id(),
                        code,
                        httpStatus,
                        message,
                        begun.getStartedAt(),
                        took.toMillis(),
                        permit.isProbe()),
                cost,
                cost > 0 && usage != null && usage.getEstimated());
        publisher.publish(Attempt.newBuilder(begun)
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
