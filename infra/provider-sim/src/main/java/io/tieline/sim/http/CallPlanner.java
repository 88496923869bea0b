package io.tieline.sim.http;

import io.tieline.sim.fault.Dice;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.http.CallPlan.Bill;
import io.tieline.sim.http.CallPlan.Ending;
import io.tieline.sim.limit.Admission;
import io.tieline.sim.model.Answer;
import io.tieline.sim.model.Model;
import io.tieline.sim.model.Prompt;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Decides what a call gets. Pure but for the gate: the same call, fault, number and admission always get the same. */
final class CallPlanner {
    private static final byte[] GARBAGE =
            "<html><body><h1>It works!</h1></body></html>".getBytes(StandardCharsets.US_ASCII);

    private final Wire wire;
    private final double speed;

    /**
     * A planner of one endpoint's calls.
     *
     * @param speed divides all latencies
     */
    CallPlanner(Wire wire, double speed) {
        this.wire = wire;
        this.speed = speed;
    }

    /**
     * Plans a call.
     *
     * @param gate asks the endpoint's limits about so many tokens; it is asked once at most, and only about a call that
     *     would be worked on
     */
    CallPlan plan(CallContext context, Inbound call, @Nullable FaultHandle fault, IntFunction<Admission> gate) {
        Effect effect = fault == null ? null : fault.fault().effect();
        return switch (effect) {
            case null -> processed(context, call, null, gate);
            case Effect.Fail fail ->
                CallPlan.atOnce(new Ending.Send(wire.error(context, fail.error(), fail.retryAfter())), fail.kind());
            case Effect.Reset reset -> CallPlan.atOnce(new Ending.Reset(), reset.kind());
            case Effect.Hang hang -> processed(context, call, hang, gate).heldBy(fault);
            case Effect.Slow _, Effect.Truncate _, Effect.Garbage _, Effect.Empty _ ->
                processed(context, call, effect, gate);
            case Effect.Refusal _, Effect.ContentFilter _, Effect.MaxTokens _, Effect.SchemaMismatch _ ->
                processed(context, call, effect, gate);
        };
    }

    private CallPlan processed(
            CallContext context, Inbound call, @Nullable Effect effect, IntFunction<Admission> gate) {
        return switch (wire.parse(context, call)) {
            case Parsed.Refused refused ->
                CallPlan.atOnce(new Ending.Send(refused.reply()), effect == null ? null : effect.kind());
            case Parsed.Asked(Prompt prompt) -> {
                Answer answer = answer(prompt, effect);
                Bill bill = new Bill(
                        prompt.inputTokens(), context.endpoint().cachedOf(prompt.inputTokens()), answer.tokens());
                yield worked(context, effect, bill, gate, let -> wire.answer(let, prompt, answer));
            }
            case Parsed.Vectors vectors ->
                worked(context, effect, new Bill(vectors.inputTokens(), 0, 0), gate, vectors.reply());
        };
    }

    private CallPlan worked(
            CallContext context,
            @Nullable Effect effect,
            Bill bill,
            IntFunction<Admission> gate,
            Function<CallContext, Reply> reply) {
        Admission admission = gate.apply(bill.inputTokens() + bill.outputTokens());
        CallContext counted = context.with(admission.quota());
        return switch (admission) {
            case Admission.Refused refused -> CallPlan.limited(wire.limited(counted, refused), refused.by());
            case Admission.Admitted _ ->
                new CallPlan(
                        null,
                        latency(context, effect),
                        ending(reply.apply(counted), effect),
                        bill,
                        effect == null ? null : effect.kind(),
                        null);
        };
    }

    private static Answer answer(Prompt prompt, @Nullable Effect effect) {
        return switch (effect) {
            case Effect.Empty _ -> new Answer.Nothing();
            case Effect.Refusal _ -> Model.refusal();
            case Effect.ContentFilter _ -> new Answer.Filtered();
            case Effect.MaxTokens limit ->
                Model.answer(prompt.withMaxTokens(Math.min(limit.tokens(), prompt.maxTokens())));
            case Effect.SchemaMismatch _ -> Model.mismatched(prompt);
            case null -> Model.answer(prompt);
            case Effect.Truncate _, Effect.Garbage _, Effect.Slow _, Effect.Hang _, Effect.Fail _, Effect.Reset _ ->
                Model.answer(prompt);
        };
    }

    private static Ending ending(Reply reply, @Nullable Effect effect) {
        return switch (effect) {
            case Effect.Truncate _ -> new Ending.SendHalf(reply);
            case Effect.Garbage _ -> new Ending.Send(new Reply(200, Map.of(), Json.TYPE, GARBAGE));
            case null -> new Ending.Send(reply);
            case Effect.Slow _, Effect.Hang _, Effect.Fail _, Effect.Reset _, Effect.Empty _ -> new Ending.Send(reply);
            case Effect.Refusal _, Effect.ContentFilter _, Effect.MaxTokens _, Effect.SchemaMismatch _ ->
                new Ending.Send(reply);
        };
    }

    private Duration latency(CallContext context, @Nullable Effect effect) {
        SimEndpoint endpoint = context.endpoint();
        Duration usual = Dice.around(endpoint.latency(), endpoint.jitter(), context.nonce(), 0);
        double nanos = effect instanceof Effect.Slow slow
                ? usual.toNanos() * slow.factor() + slow.delay().toNanos()
                : usual.toNanos();
        return Duration.ofNanos(Math.round(nanos / speed));
    }
}
