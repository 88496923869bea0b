package io.tieline.bench.figures;

import io.tieline.dev.Stack;
import io.tieline.sim.calls.Call;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How long the simulated providers took for each request, all calls for it together. */
public final class ProviderTime {
    private ProviderTime() {}

    /** By request id. */
    public static Map<String, Duration> byRequest(Stack stack) {
        Map<String, Duration> times = new HashMap<>();
        for (Call call : stack.simulator().calls()) {
            if (call.requestId() != null) {
                times.merge(call.requestId(), Duration.between(call.start(), call.end()), Duration::plus);
            }
        }
        return times;
    }
}
