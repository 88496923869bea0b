package io.tieline.cli;

import io.tieline.dev.DemoSimulator;
import io.tieline.sim.ProviderSim;
import io.tieline.sim.SimConfig;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the provider simulator. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Simulate six AI providers, until stopped. Faults are set over HTTP.")
final class SimCommand implements Callable<Integer> {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = SimConfig.LOOPBACK,
            description = "Where it listens: 0.0.0.0 for callers of other machines. It asks nobody for a key, faults"
                    + " included. Default: ${DEFAULT-VALUE}.")
    private String host = SimConfig.LOOPBACK;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8090", description = "Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "How much faster the models are than the real ones. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Override
    public Integer call() throws Exception {
        ProviderSim sim = DemoSimulator.startAlone(host, port, speed);
        System.out.println("Base URLs for an SDK:");
        DemoSimulator.endpointIds().forEach(id -> System.out.printf("  %-32s %s%n", id, sim.baseUrl(id)));
        System.out.printf("Calls: GET %scalls, faults: POST %sfaults%n", sim.adminUrl(), sim.adminUrl());
        return Service.runUntilStopped(sim, new CompletableFuture<>());
    }
}
