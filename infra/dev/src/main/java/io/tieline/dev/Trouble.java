package io.tieline.dev;

import io.tieline.dev.DemoOptions.Outage;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What goes wrong in the demo, by the number of requests submitted: providers go dark for a while, and the dispatcher is
 * killed. Used by the thread that submits.
 */
final class Trouble {
    private static final List<Integer> KILLS_AT_PERCENT = List.of(35, 65);

    private final DemoOptions options;
    private final Stack stack;
    private final Consumer<String> teller;
    private final List<Instant> kills = new ArrayList<>();
    private boolean outageBegun;

    /**
     * Makes the trouble that the options ask for.
     *
     * @param teller told what goes wrong, a line at a time
     */
    Trouble(DemoOptions options, Stack stack, Consumer<String> teller) {
        this.options = options;
        this.stack = stack;
        this.teller = teller;
        this.outageBegun = options.outage() == Outage.NONE;
    }

    /** To be called before each request, with the number of those before it. */
    void before(int submitted) throws InterruptedException {
        if (!outageBegun && reached(options.outageAfterPercent(), submitted)) {
            outageBegun = true;
            beginOutage();
        }
        if (options.killDispatcher()
                && kills.size() < KILLS_AT_PERCENT.size()
                && reached(KILLS_AT_PERCENT.get(kills.size()), submitted)) {
            kill();
        }
    }

    private boolean reached(int percent, int submitted) {
        return submitted * 100L >= (long) percent * options.requests();
    }

    private void beginOutage() {
        boolean all = options.outage() == Outage.ALL;
        String target = all ? Fault.EVERY_ENDPOINT : DemoModels.primary();
        Duration length = options.outageFor();
        teller.accept((all ? "all providers go" : target + " goes") + " dark for " + length.toMillis() / 1000.0 + " s");
        var _ = stack.simulator().inject(Fault.of(target, new Effect.Reset()).withSchedule(Duration.ZERO, length));
    }

    private void kill() throws InterruptedException {
        ServiceProcess process = stack.dispatcherProcess()
                .orElseThrow(() -> new IllegalStateException("a dispatcher to kill must be a process of its own"));
        kills.add(Instant.now());
        process.kill();
        teller.accept("the dispatcher was killed (SIGKILL); its successor starts");
    }

    /** When the dispatcher was killed. */
    List<Instant> kills() {
        return List.copyOf(kills);
    }
}
