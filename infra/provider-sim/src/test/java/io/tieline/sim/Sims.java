package io.tieline.sim;

import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.WireFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Simulators for tests. */
final class Sims {
    static final String OPENAI = "openai/gpt-4o";
    static final String ANTHROPIC = "anthropic/claude-3-5-sonnet";
    static final String GEMINI = "google/gemini-2.5-flash";
    static final String KEY = "sk-right";
    static final int WINDOW = 2_000;

    private Sims() {}

    /** All three formats, at once, with a key and a small window. */
    static ProviderSim start() {
        return ProviderSim.start(SimConfig.of(
                endpoint(OPENAI, WireFormat.OPENAI_CHAT, "gpt-4o"),
                endpoint(ANTHROPIC, WireFormat.ANTHROPIC_MESSAGES, "claude-3-5-sonnet"),
                endpoint(GEMINI, WireFormat.GEMINI_GENERATE, "gemini-2.5-flash")));
    }

    /** The same, with so large a window that images fit, and a share of the input cached. */
    static ProviderSim startRoomy(double cachedShare) {
        return ProviderSim.start(SimConfig.of(
                roomy(OPENAI, WireFormat.OPENAI_CHAT, "gpt-4o", cachedShare),
                roomy(ANTHROPIC, WireFormat.ANTHROPIC_MESSAGES, "claude-3-5-sonnet", cachedShare),
                roomy(GEMINI, WireFormat.GEMINI_GENERATE, "gemini-2.5-flash", cachedShare)));
    }

    static FaultHandle fail(ProviderSim sim, ApiError error, @Nullable Duration retryAfter) {
        return sim.inject(Fault.of("*", new Effect.Fail(error, retryAfter)));
    }

    private static SimEndpoint roomy(String id, WireFormat format, String model, double cachedShare) {
        return endpoint(id, format, model).withContextWindow(100_000).withCachedShare(cachedShare);
    }

    private static SimEndpoint endpoint(String id, WireFormat format, String model) {
        return SimEndpoint.of(id, format, model)
                .withLatency(Duration.ZERO, 0)
                .withApiKey(KEY)
                .withContextWindow(WINDOW);
    }
}
