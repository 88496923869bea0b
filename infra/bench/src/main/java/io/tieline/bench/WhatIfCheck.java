package io.tieline.bench;

import io.tieline.client.Lane;
import io.tieline.client.Reply;
import io.tieline.client.TielineClient;
import io.tieline.dev.DemoModels;
import io.tieline.dev.Stack;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.wire.ApiError;
import io.tieline.trace.Trace;
import io.tieline.trace.TraceFile;
import io.tieline.trace.topics.TimeRange;
import io.tieline.trace.topics.TopicTrace;
import io.tieline.whatif.play.Outages;
import io.tieline.whatif.play.Overhead;
import io.tieline.whatif.play.Play;
import io.tieline.whatif.play.RecordedWorld;
import io.tieline.whatif.play.Score;
import io.tieline.whatif.play.Tally;
import io.tieline.whatif.play.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whether a simulation of a recorded time under the same catalogue comes to what happened: availability within 0.5 points,
 * cost within 2 %, median latency within 10 %. The preferred endpoint is out for a twentieth of the time, and fails three
 * of ten calls for another twentieth.
 */
final class WhatIfCheck {
    /** As the real models are. */
    static final double SPEED = 1;

    private static final int RATE = 10;
    private static final int PARTS = 20;
    private static final int SEEDS = 3;
    private static final double AVAILABILITY_POINTS = 0.5;
    private static final double COST_PERCENT = 2;
    private static final double LATENCY_PERCENT = 10;
    private static final double HUNDRED = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private WhatIfCheck() {}

    /** Records for so long, and plays it; whether all figures are as near as they must be. */
    static boolean measure(Stack stack, TielineClient client, Duration time, Consumer<String> out) throws Exception {
        Instant from = Instant.now();
        Duration part = time.dividedBy(PARTS);
        Fault out500 = Fault.of(DemoModels.primary(), new Effect.Fail(ApiError.SERVER_ERROR, null));
        stack.simulator().inject(out500.withSchedule(part.multipliedBy(5), part));
        stack.simulator().inject(out500.withFraction(0.3).withSchedule(part.multipliedBy(14), part));
        submit(client, time);
        Trace trace = TopicTrace.read(stack.kafka(), stack.serdes(), new TimeRange(from, Instant.now()))
                .trace();
        Path file = Path.of("target", "what-if-trace.jsonl");
        keep(trace, file, out);
        Score happened = Score.ofWhatHappened(trace, stack.catalogue());
        out.accept("%,d requests in %d minutes".formatted(trace.requests().size(), time.toMinutes()));
        boolean near = true;
        for (long seed = 1; seed <= SEEDS; seed++) {
            RecordedWorld world = new RecordedWorld(trace, List.of(stack.catalogue()), Outages.RECORDED, seed);
            out.accept("seed %d, calls that happened as they happened, others drawn:".formatted(seed));
            near &= compare(happened.all(), play(trace, stack, world), out);
            out.accept("seed %d, every call drawn:".formatted(seed));
            near &= compare(happened.all(), play(trace, stack, world.supposingEverything()), out);
        }
        return near;
    }

    private static Tally play(Trace trace, Stack stack, World world) {
        return Play.of(trace, stack.catalogue(), world, Overhead.of(trace)).all();
    }

    private static void keep(Trace trace, Path file, Consumer<String> out) throws IOException {
        TraceFile.write(trace, file);
        out.accept("the trace is in " + file);
    }

    private static void submit(TielineClient client, Duration time) throws Exception {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < RATE * time.toSeconds(); i++) {
            replies.add(client.submit(Main.request(Lane.BATCH)));
            long due = begin + (i + 1) * 1_000_000_000L / RATE;
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean compare(Tally then, Tally now, Consumer<String> out) {
        double points = HUNDRED * (now.availability() - then.availability());
        double cost = percent(then.microUsd(), now.microUsd());
        long median = then.latencies().quantile(0.5).toMillis();
        long played = now.latencies().quantile(0.5).toMillis();
        out.accept("  answered %.3f %%, simulated %.3f %% (%+.3f points)"
                .formatted(HUNDRED * then.availability(), HUNDRED * now.availability(), points));
        out.accept(
                "  cost %,d micro-dollars, simulated %,d (%+.2f %%)".formatted(then.microUsd(), now.microUsd(), cost));
        out.accept("  p50 %d ms, simulated %d ms (%+.1f %%)".formatted(median, played, percent(median, played)));
        out.accept("  p95 %d ms, simulated %d ms"
                .formatted(
                        then.latencies().quantile(0.95).toMillis(),
                        now.latencies().quantile(0.95).toMillis()));
        return Math.abs(points) <= AVAILABILITY_POINTS
                && Math.abs(cost) <= COST_PERCENT
                && Math.abs(percent(median, played)) <= LATENCY_PERCENT;
    }

    private static double percent(long before, long after) {
        return HUNDRED * (after - before) / before;
    }
}
