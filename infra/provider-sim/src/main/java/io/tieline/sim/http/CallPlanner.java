package io.tieline.sim.http;

import io.tieline.sim.fault.Dice;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.http.CallPlan.Ending;
import io.tieline.sim.text.Summarizer;
import io.tieline.sim.text.Summary;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Parsed.Prompt;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what a call gets. Pure: the same call, fault and number always get the same. */
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

    CallPlan plan(CallContext context, Inbound call, @Nullable FaultHandle fault) {
        return switch (fault == null ? null : fault.fault().effect()) {
            case null -> processed(context, call, null);
            case Effect.Fail fail ->
                CallPlan.atOnce(new Ending.Send(wire.error(context, fail.error(), fail.retryAfter())), fail.kind());
            case Effect.Reset reset -> CallPlan.atOnce(new Ending.Reset(), reset.kind());
            case Effect.Hang hang -> processed(context, call, hang).heldBy(fault);
            case Effect.Slow slow -> processed(context, call, slow);
            case Effect.Truncate truncate -> processed(context, call, truncate);
            case Effect.Garbage garbage -> processed(context, call, garbage);
            case Effect.Empty empty -> processed(context, call, empty);
        };
    }

    private CallPlan processed(CallContext context, Inbound call, @Nullable Effect effect) {
        String kind = effect == null ? null : effect.kind();
        return switch (wire.parse(context, call)) {
            case Parsed.Refused refused -> CallPlan.atOnce(new Ending.Send(refused.reply()), kind);
            case Prompt prompt -> {
                boolean silent = effect instanceof Effect.Empty;
                Summary summary = Summarizer.summarize(prompt.text(), prompt.maxTokens());
                yield new CallPlan(
                        null,
                        latency(context, effect),
                        ending(context, prompt, summary, effect),
                        prompt.inputTokens(),
                        silent ? 0 : summary.tokens(),
                        true,
                        kind);
            }
        };
    }

    private Ending ending(CallContext context, Prompt prompt, Summary summary, @Nullable Effect effect) {
        return switch (effect) {
            case Effect.Truncate _ -> new Ending.SendHalf(wire.answer(context, prompt, summary));
            case Effect.Garbage _ -> new Ending.Send(new Reply(200, Map.of(), Json.TYPE, GARBAGE));
            case Effect.Empty _ -> new Ending.Send(wire.empty(context, prompt));
            case null -> new Ending.Send(wire.answer(context, prompt, summary));
            case Effect.Slow _, Effect.Hang _, Effect.Fail _, Effect.Reset _ ->
                new Ending.Send(wire.answer(context, prompt, summary));
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
