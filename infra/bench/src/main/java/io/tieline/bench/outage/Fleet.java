package io.tieline.bench.outage;

import io.tieline.client.ClientConfig;
import io.tieline.client.TielineClient;
import io.tieline.dev.DemoModels;
import io.tieline.dev.ServiceProcess;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.embedded.Directories;
import io.tieline.schemas.avro.HealthState;
import io.tieline.sim.calls.Call;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is tried: Kafka, registry and simulated providers within this process, two dispatchers and the health stream as
 * processes of their own, as they are run in production.
 */
public final class Fleet implements AutoCloseable {
    static final int DISPATCHERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration RECOVERY = Duration.ofMinutes(5);
    private static final Duration DEADLINE = Duration.ofMinutes(15);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Stack stack;
    private final Path folder;
    private final Ledger ledger;
    private final TielineClient client;
    private final List<ServiceProcess> dispatchers;
    private final ServiceProcess healthStream;

    private Fleet() {
        folder = Directories.temporary();
        parts.push(() -> Directories.delete(folder));
        stack = opened(Stack.start(StackOptions.fresh().withoutServices(), step -> {}));
        healthStream = opened(service("health-stream", "health-stream"));
        dispatchers =
                List.of(opened(service("dispatcher", "dispatcher-1")), opened(service("dispatcher", "dispatcher-2")));
        ledger = opened(new Ledger(stack.kafka().clientProperties(Map.of()), stack.serdes()));
        client = opened(TielineClient.connect(ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                .defaultDeadline(DEADLINE)
                .build()));
    }

    /** Starts it and waits until every part has done its work once. */
    public static Fleet start() throws InterruptedException {
        Fleet fleet = new Fleet();
        try {
            fleet.warmUp();
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private void warmUp() throws InterruptedException {
        Load load = Load.start(this);
        ledger.awaitWorkers(DISPATCHERS, PATIENCE);
        var _ = awaitPrimary(Set.of(HealthState.HEALTHY), Instant.EPOCH, PATIENCE);
        var _ = load.stop();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private ServiceProcess service(String command, String name) {
        try {
            String config = Files.readString(stack.configFile())
                    .replace("worker-id: embedded", "worker-id: " + name)
                    .replace("health:\n", "health:\n  state-dir: " + healthState() + "\n");
            Path file = Files.writeString(folder.resolve(name + ".yaml"), config);
            return ServiceProcess.start(
                    List.of("io.tieline.cli.Main", command, "--config", file.toString()),
                    folder.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the health stream keeps its state. */
    Path healthState() {
        return folder.resolve("health");
    }

    Stack stack() {
        return stack;
    }

    Ledger ledger() {
        return ledger;
    }

    TielineClient client() {
        return client;
    }

    ServiceProcess healthStream() {
        return healthStream;
    }

    List<ServiceProcess> dispatchers() {
        return dispatchers;
    }

    /** Id of the endpoint that is preferred. */
    static String primary() {
        return DemoModels.primary();
    }

    FaultHandle inject(Fault fault) {
        return stack.simulator().inject(fault);
    }

    /** Waits until the health table has the preferred endpoint in one of these states. */
    Ledger.Word awaitPrimary(Set<HealthState> states, Instant from, Duration patience) throws InterruptedException {
        return ledger.await(primary(), states, from, patience);
    }

    /** Waits until the preferred endpoint has all of its traffic again, which needs a load. */
    Ledger.Word awaitRecovery(Instant from) throws InterruptedException {
        return awaitPrimary(Set.of(HealthState.HEALTHY), from, RECOVERY);
    }

    /** Calls of the simulator's log that began in a span of time. */
    List<Call> calls(Instant from, Instant to) {
        return stack.simulator().calls().stream()
                .filter(call -> call.start().isAfter(from) && call.start().isBefore(to))
                .toList();
    }

    /** The same to the preferred endpoint alone. */
    List<Call> callsOfPrimary(Instant from, Instant to) {
        return calls(from, to).stream()
                .filter(call -> call.endpoint().equals(primary()))
                .toList();
    }

    /**
     * When the last dispatcher said in its log that it goes by this word, or one after it.
     *
     * @throws IllegalStateException if one doesn't say so in time
     */
    Instant knownEverywhere(Ledger.Word word) throws InterruptedException {
        Instant last = word.written();
        for (ServiceProcess dispatcher : dispatchers) {
            Instant known = Knowledge.await(dispatcher.log(), word, Duration.ofSeconds(5));
            last = known.isAfter(last) ? known : last;
        }
        return last;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("a part of the fleet could not be closed: " + e);
            }
        }
    }
}
