package io.tieline.sim.http;

import io.tieline.sim.calls.Call;
import io.tieline.sim.calls.CallLog;
import io.tieline.sim.calls.SentLog;
import io.tieline.sim.fault.FaultBoard;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.http.CallPlan.Bill;
import io.tieline.sim.limit.Limited;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out one call: reads it, has it planned, waits, ends it as planned and logs it. Blocks its virtual thread. */
final class CallHandler {
    /** The Messages API's limit; the others' are no smaller. */
    private static final int MAX_BODY_BYTES = 32 << 20;

    /** How soon a held call notices that its client left or its fault was cleared. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final Reply TOO_LARGE = new Reply(
            413,
            Map.of(),
            Json.TYPE,
            "{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\",\"message\":\"Request exceeds the maximum size\"}}"
                    .getBytes(StandardCharsets.US_ASCII));

    private final CallLog log;
    private final SentLog sent;
    private final FaultBoard faults;
    private final InstantSource clock;

    CallHandler(CallLog log, SentLog sent, FaultBoard faults, InstantSource clock) {
        this.log = log;
        this.sent = sent;
        this.faults = faults;
        this.clock = clock;
    }

    /**
     * How a call came out, for the log.
     *
     * @param plan null: it never came to one
     * @param ended whether the plan was carried out, so that its bill counts
     */
    private record Outcome(@Nullable CallPlan plan, boolean ended, boolean fullyWritten) {
        static Outcome ended(CallPlan plan, boolean fullyWritten) {
            return new Outcome(plan, true, fullyWritten);
        }

        static Outcome cutShort(@Nullable CallPlan plan) {
            return new Outcome(plan, false, false);
        }
    }

    void handle(EndpointRuntime endpoint, String path, @Nullable String requestId, Exchange exchange) {
        Instant start = clock.instant();
        String id = endpoint.endpoint.id();
        log.begin(id);
        Outcome outcome = Outcome.cutShort(null);
        try {
            outcome = carryOut(endpoint, path, requestId, exchange);
        } finally {
            // Also if a bug broke it: a call that was counted in is always counted out.
            log(id, requestId, start, outcome);
        }
    }

    private Outcome carryOut(EndpointRuntime endpoint, String path, @Nullable String requestId, Exchange exchange) {
        CallPlan plan = null;
        try {
            plan = plan(endpoint, requestId, exchange.read(path, MAX_BODY_BYTES));
            if (held(plan, exchange)) {
                return cutShort(plan, exchange);
            }
            Thread.sleep(plan.latency());
            return end(plan, exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return cutShort(plan, exchange);
        } catch (IOException e) {
            return cutShort(plan, exchange);
        }
    }

    private CallPlan plan(EndpointRuntime endpoint, @Nullable String requestId, Optional<Inbound> read) {
        CallContext context = endpoint.next(clock.instant());
        if (read.isEmpty()) {
            return CallPlan.atOnce(new CallPlan.Ending.Send(TOO_LARGE), null);
        }
        Inbound call = read.get();
        sent.add(endpoint.endpoint.id(), requestId, call.path(), call.body());
        Optional<Reply> unrouted = endpoint.wire.unrouted(context, call);
        if (unrouted.isPresent()) {
            return CallPlan.atOnce(new CallPlan.Ending.Send(unrouted.get()), null);
        }
        FaultHandle fault =
                faults.select(endpoint.endpoint.id(), requestId, context.now()).orElse(null);
        return endpoint.planner.plan(context, call, fault, tokens -> endpoint.limiter.admit(tokens, context.now()));
    }

    /** Waits while the plan's fault holds the call; true if the client left meanwhile. */
    private boolean held(CallPlan plan, Exchange exchange) throws InterruptedException {
        FaultHandle hold = plan.hold();
        while (hold != null && !hold.isOver(clock.instant())) {
            if (exchange.clientLeft()) {
                return true;
            }
            Thread.sleep(POLL);
        }
        return false;
    }

    private static Outcome end(CallPlan plan, Exchange exchange) {
        boolean written = switch (plan.ending()) {
            case CallPlan.Ending.Send(Reply reply) -> {
                boolean left = exchange.clientLeft();
                yield exchange.send(reply) && !left;
            }
            case CallPlan.Ending.SendHalf(Reply reply) -> {
                exchange.sendHalf(reply);
                yield false;
            }
            case CallPlan.Ending.Reset() -> {
                exchange.reset();
                yield false;
            }
        };
        return Outcome.ended(plan, written);
    }

    /** The client left before there was an answer, or the simulator is closing. */
    private static Outcome cutShort(@Nullable CallPlan plan, Exchange exchange) {
        exchange.drop();
        return Outcome.cutShort(plan);
    }

    private void log(String endpoint, @Nullable String requestId, Instant start, Outcome outcome) {
        Instant end = clock.instant();
        CallPlan plan = outcome.plan();
        Bill bill = plan != null && outcome.ended() ? plan.bill() : null;
        Limited limit = plan == null ? null : plan.limit();
        log.end(seq -> new Call(
                seq,
                requestId,
                endpoint,
                start,
                end,
                bill == null ? 0 : bill.inputTokens(),
                bill == null ? 0 : bill.cachedTokens(),
                bill == null ? 0 : bill.outputTokens(),
                plan != null && outcome.ended() ? plan.ending().status() : 0,
                plan == null ? null : plan.fault(),
                limit == null ? null : limit.id(),
                bill != null,
                outcome.fullyWritten()));
    }
}
