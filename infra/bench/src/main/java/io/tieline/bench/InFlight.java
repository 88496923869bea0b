package io.tieline.bench;

import io.tieline.client.Lane;
import io.tieline.client.Reply;
import io.tieline.client.TielineClient;
import io.tieline.dev.Stack;
import io.tieline.sim.calls.Call;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Many long calls at a time: requests are put into Kafka faster than they can be answered. */
final class InFlight {
    /** The preferred model takes 1.2 s at speed 1, so 5 s here. */
    static final double SPEED = 0.24;

    /** Enough for the compiler and for all connections; its own threads would take the two cores' time otherwise. */
    private static final int WARM_UP = 8_000;

    private static final int REQUESTS = 24_000;
    private static final Duration EDGE = Duration.ofSeconds(7);

    private InFlight() {}

    static void measure(Stack stack, TielineClient client, Consumer<String> out) {
        submit(client, WARM_UP).forEach(CompletableFuture::join);
        Instant begin = Instant.now();
        long cpu = cpuNanos();
        long heapAfterCollection = 0;
        for (CompletableFuture<Reply> reply : submit(client, REQUESTS)) {
            reply.join();
            heapAfterCollection = Math.max(heapAfterCollection, heapAfterCollection());
        }
        Instant end = Instant.now();
        double wall = Duration.between(begin, end).toMillis() / 1000.0;
        double cores = (cpuNanos() - cpu) / 1e9 / wall;
        // Neither the filling at the beginning nor the emptying at the end tells what can be sustained.
        Instant from = begin.plus(EDGE);
        Instant to = end.minus(EDGE);
        List<Call> steady = stack.simulator().calls().stream()
                .filter(call -> call.end().isAfter(from) && call.end().isBefore(to))
                .toList();
        double seconds = Duration.between(from, to).toMillis() / 1000.0;
        double meanSeconds = steady.stream()
                        .mapToLong(call ->
                                Duration.between(call.start(), call.end()).toMillis())
                        .average()
                        .orElse(0)
                / 1000;
        out.accept("requests                 %,d in %.1f s, after %,d to warm up".formatted(REQUESTS, wall, WARM_UP));
        out.accept("calls a second, steady   %.0f (mean call %.2f s)".formatted(steady.size() / seconds, meanSeconds));
        out.accept("most calls in flight     %,d"
                .formatted(stack.simulator().stats().all().peakInFlight()));
        out.accept("heap after a collection  %,d MiB at most".formatted(heapAfterCollection / (1024 * 1024)));
        out.accept("processor                %.2f cores".formatted(cores));
    }

    private static List<CompletableFuture<Reply>> submit(TielineClient client, int requests) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            replies.add(client.submit(Main.request(Lane.BATCH)));
        }
        return replies;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime()
                : 0;
    }

    private static long heapAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}
