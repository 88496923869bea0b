package io.tieline.bench;

import io.tieline.bench.figures.Machine;
import io.tieline.bench.gateway.BatchLines;
import io.tieline.bench.gateway.Chat;
import io.tieline.bench.gateway.ReplayAfterOutage;
import io.tieline.bench.limits.Fairness;
import io.tieline.bench.limits.LimitsKept;
import io.tieline.bench.outage.Outages;
import io.tieline.bench.outage.SteeringLatency;
import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a benchmark by its name and prints what was measured, on what. */
public final class Main {
    private static final String USAGE = """
            usage: infra/bench/run BENCHMARK
              in-flight    4,000 calls of 5 s at a time through one dispatcher, Kafka and simulator in the same process
              latency      what the broker adds to each call at 50 requests a second
              chat         the same over HTTP, by a gateway with 512 MiB of heap; provider time 50 ms
              batch-lines  a batch of 50,000 requests over HTTP, by such a gateway; provider time 50 ms
              steering     from a call's end to the health table to two dispatchers
              replay       10,000 requests that an outage let expire, run again while their gateway is killed twice
              limits       three dispatchers, one limit of 600 requests a minute, 2,000 offered; five minutes
              what-if [MINUTES]   whether a simulation of a recorded time (default: an hour) comes to what happened
              fairness     50 requests behind another tenant's 20,000
              outages [SCENARIO...]   outages with two dispatchers at 10 requests a second; all of them take an hour:
            """;

    private Main() {}

    /** Runs the benchmark named by the first argument. */
    public static void main(String[] args) throws Exception {
        List<String> rest = List.of(args).subList(Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "in-flight" -> run(InFlight.SPEED, InFlight::measure);
            case "latency" -> run(AddedLatency.SPEED, AddedLatency::measure);
            case "chat" -> Chat.measure(System.out::println);
            case "batch-lines" -> System.exit(BatchLines.measure(System.out::println) ? 0 : 1);
            case "replay" -> System.exit(ReplayAfterOutage.measure(System.out::println) ? 0 : 1);
            case "steering" -> SteeringLatency.measure(System.out::println);
            case "limits" -> System.exit(LimitsKept.measure(System.out::println) ? 0 : 1);
            case "fairness" -> System.exit(Fairness.measure(System.out::println) ? 0 : 1);
            case "what-if" -> whatIf(rest);
            case "outages" -> outages(rest);
            default -> explain();
        }
    }

    private static void outages(List<String> names) throws InterruptedException {
        if (!names.stream().allMatch(Outages::isKnown)) {
            explain();
        }
        System.exit(Outages.run(names, System.out::println) ? 0 : 1);
    }

    private static void whatIf(List<String> minutes) throws Exception {
        Duration time = Duration.ofMinutes(minutes.isEmpty() ? 60 : Long.parseLong(minutes.getFirst()));
        boolean[] near = {false};
        run(WhatIfCheck.SPEED, (stack, client, out) -> near[0] = WhatIfCheck.measure(stack, client, time, out));
        System.exit(near[0] ? 0 : 1);
    }

    private static void explain() {
        System.err.print(USAGE + Outages.list().indent(4));
        System.exit(2);
    }

    /** A benchmark, given a running stack and a client of it. */
    interface Benchmark {
        void measure(Stack stack, TielineClient client, Consumer<String> out) throws Exception;
    }

    private static void run(double speed, Benchmark benchmark) throws Exception {
        Consumer<String> out = System.out::println;
        out.accept("%s, heap at most %d MiB, everything in one process but the registry"
                .formatted(Machine.inWords(), Runtime.getRuntime().maxMemory() / (1024 * 1024)));
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
                .truncationAllowed(true)
                .attributes(Map.of())
                .build();
    }
}
