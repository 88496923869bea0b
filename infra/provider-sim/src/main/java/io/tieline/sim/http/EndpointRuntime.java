package io.tieline.sim.http;

import io.tieline.sim.fault.Dice;
import io.tieline.sim.limit.Limiter;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.Wire;
import io.tieline.sim.wire.anthropic.AnthropicWire;
import io.tieline.sim.wire.gemini.GeminiWire;
import io.tieline.sim.wire.openai.OpenAiWire;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** One endpoint at run time. Safe for use by many threads. */
final class EndpointRuntime {
    final SimEndpoint endpoint;
    final Wire wire;
    final CallPlanner planner;
    final Limiter limiter;
    private final long seed;
    private final AtomicLong calls = new AtomicLong();

    EndpointRuntime(SimEndpoint endpoint, double speed, long seed, Limiter limiter) {
        this.endpoint = endpoint;
        this.wire = switch (endpoint.format()) {
            case OPENAI_CHAT -> new OpenAiWire();
            case ANTHROPIC_MESSAGES -> new AnthropicWire();
            case GEMINI_GENERATE -> new GeminiWire();
        };
        this.planner = new CallPlanner(wire, speed);
        this.limiter = limiter;
        this.seed = Dice.number(seed, endpoint.id().hashCode());
    }

    /** The context of the endpoint's next call. */
    CallContext next(Instant now) {
        return new CallContext(endpoint, Dice.number(seed, calls.getAndIncrement()), now);
    }
}
