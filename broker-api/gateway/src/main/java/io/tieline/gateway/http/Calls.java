package io.tieline.gateway.http;

import io.tieline.client.Lane;
import io.tieline.client.NoReplyException;
import io.tieline.gateway.requests.Broker;
import io.tieline.gateway.requests.NotAcceptedException;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Facts;
import io.tieline.gateway.words.Failures;
import io.tieline.gateway.words.Trouble;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Single requests on behalf of callers. Thread-safe. */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    /** How often it is looked whether the caller is still there. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Broker broker;
    private final Models models;
    private final Duration answerWithin;
    private final InstantSource clock;

    Calls(Broker broker, Models models, Duration answerWithin, InstantSource clock) {
        this.broker = broker;
        this.models = models;
        this.answerWithin = answerWithin;
        this.clock = clock;
    }

    /** A request that is under way, and to be waited for. */
    final class Call {
        private final Exchange exchange;
        private final OwnedId request;
        private final CompletableFuture<InferenceReply> reply;

        private Call(Exchange exchange, OwnedId request, CompletableFuture<InferenceReply> reply) {
            this.exchange = exchange;
            this.request = request;
            this.reply = reply;
        }

        String id() {
            return request.id();
        }

        /**
         * Waits for the reply. Where the caller hangs up meanwhile, the request is taken back, unless the answer is kept:
         * then he will ask again.
         *
         * @return empty where there is none within this time
         * @throws GoneException if the caller has hung up
         */
        Optional<InferenceReply> await(Duration patience) throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                long left = end - System.nanoTime();
                try {
                    return Optional.of(reply.get(Math.clamp(left, 0, LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS));
                } catch (TimeoutException _) {
                    if (!exchange.isKept() && exchange.isGone()) {
                        takeBack();
                        throw new GoneException();
                    }
                    if (left <= 0) {
                        return Optional.empty();
                    }
                } catch (ExecutionException e) {
                    throw new RefusedException(noReply(e.getCause()));
                }
            }
        }

        /** The same, but the request goes on where the caller hangs up. */
        Optional<InferenceReply> awaitPatiently(Duration patience) throws InterruptedException {
            try {
                return Optional.of(reply.get(patience.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException _) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new RefusedException(noReply(e.getCause()));
            }
        }

        /** Waits for the reply as long as it may take. */
        InferenceReply await() throws InterruptedException {
            while (true) {
                Optional<InferenceReply> here = await(answerWithin);
                if (here.isPresent()) {
                    return here.get();
                }
            }
        }

        /** Nobody waits for it any more. */
        void takeBack() {
            cancelQuietly(request, "the caller has hung up");
        }
    }

    /**
     * Submits a request; returns when Kafka has it. Where that was done already for the same key, its reply is waited for
     * instead.
     *
     * @param draft complete but for tenant, times and place of the reply; without id and deadline, it gets the usual
     * @throws RefusedException if the caller may not ask for this, or it can't be submitted
     * @throws NotAcceptedException if Kafka is away
     */
    Call submit(Exchange exchange, Lane lane, InferenceRequest.Builder draft) throws NotAcceptedException {
        models.require(exchange, draft.getRoute());
        if (exchange.submitted().isPresent()) {
            OwnedId before = new OwnedId(exchange.tenant(), exchange.submitted().get());
            return new Call(exchange, before, broker.replyTo(before, answerWithin));
        }
        boolean isNamed = draft.hasRequestId();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        draft.setTenant(exchange.tenant()).setCreatedAt(now);
        if (!isNamed) {
            draft.setRequestId(exchange.id());
        }
        if (!draft.hasDeadline()) {
            draft.setDeadline(now.plus(answerWithin));
        }
        InferenceRequest built = draft.build();
        OwnedId request = new OwnedId(built.getTenant(), built.getRequestId());
        try {
            Call call = new Call(exchange, request, broker.submit(lane, built));
            exchange.tellSubmitted(request.id());
            return call;
        } catch (NotAcceptedException e) {
            if (e.isPerhapsAccepted() && !isNamed) {
                // Its caller is told that it wasn't: he may send it again, and then it has another id.
                Thread.startVirtualThread(() -> cancelQuietly(request, "its acknowledgement never came"));
            }
            throw e;
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ApiError.of(Trouble.INVALID, String.valueOf(e.getMessage())));
        }
    }

    private void cancelQuietly(OwnedId request, String reason) {
        try {
            broker.cancel(request, reason);
        } catch (NotAcceptedException | RuntimeException e) {
            LOG.atInfo()
                    .addKeyValue("requestId", request.id())
                    .addKeyValue("error", e.getMessage())
                    .log("a request that nobody waits for can't be taken back");
        }
    }

    /** The reply, if it is an answer; otherwise throws what the caller is told. */
    static InferenceReply requireAnswer(InferenceReply reply) {
        if (reply.getOutcome() == Outcome.COMPLETED) {
            return reply;
        }
        throw new RefusedException(Failures.of(reply), Facts.of(reply));
    }

    private static ApiError noReply(@Nullable Throwable cause) {
        Trouble trouble = cause instanceof NoReplyException none
                ? switch (none.why()) {
                    case TIMED_OUT -> Trouble.TIMED_OUT;
                    case UNREADABLE -> Trouble.INTERNAL;
                    case NOT_ACCEPTED, PERHAPS_ACCEPTED, CLIENT_CLOSED -> Trouble.UNAVAILABLE;
                }
                : Trouble.INTERNAL;
        return ApiError.of(trouble, "There is no answer: the broker has lost touch with the request.");
    }
}
