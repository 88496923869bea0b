package io.tieline.bench;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a benchmark by its name and prints what was measured, on what. */
public final class Main {
    private static final String USAGE = """
            usage: infra/bench/run BENCHMARK
              in-flight    4,000 calls of 5 s at a time through one dispatcher, Kafka and simulator in the same process
              latency      what the broker adds to each call at 50 requests a second
            """;

    private Main() {}

    /** Runs the benchmark named by the first argument. */
    public static void main(String[] args) throws Exception {
        switch (args.length == 1 ? args[0] : "") {
            case "in-flight" -> run(InFlight.SPEED, InFlight::measure);
            case "latency" -> run(AddedLatency.SPEED, AddedLatency::measure);
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }

    /** A benchmark, given a running stack and a client of it. */
    interface Benchmark {
        void measure(Stack stack, TielineClient client, Consumer<String> out) throws Exception;
    }

    private static void run(double speed, Benchmark benchmark) throws Exception {
        Consumer<String> out = System.out::println;
        Runtime runtime = Runtime.getRuntime();
        out.accept("%d cores, Java %s, heap at most %d MiB, everything in one process but the registry"
                .formatted(runtime.availableProcessors(), Runtime.version(), runtime.maxMemory() / (1024 * 1024)));
        try (Stack stack = Stack.start(StackOptions.fresh().withSpeed(speed), step -> {});
                TielineClient client =
                        TielineClient.connect(ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                                .defaultDeadline(Duration.ofMinutes(10))
                                .build())) {
            benchmark.measure(stack, client, out);
        }
    }

    static Request request(Lane lane) {
        return Request.on("summarize")
                .lane(lane)
                .user("Kafka keeps requests until somebody has answered them. ".repeat(20))
                .maxOutputTokens(60)
                .attributes(Map.of())
                .build();
    }
}
