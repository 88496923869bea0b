package io.tieline.dev;

import io.tieline.sim.ProviderSim;
import io.tieline.sim.SimConfig;
import io.tieline.sim.wire.SimEndpoint;
import java.util.List;

/** The simulator with the models of the embedded stack. */
public final class DemoSimulator {
    private static final long SEED = 1;

    private DemoSimulator() {}

    /**
     * Starts it.
     *
     * @param port on the loopback address; 0 for any free one
     * @param speed divides the models' latencies
     */
    public static ProviderSim start(int port, double speed) {
        return start(SimConfig.LOOPBACK, port, speed);
    }

    private static ProviderSim start(String host, int port, double speed) {
        return ProviderSim.start(
                new SimConfig(host, port, DemoModels.simulated(), speed, SEED, SimConfig.DEFAULT_CALLS_KEPT, null));
    }

    /**
     * Starts it where nothing else of the stack runs.
     *
     * @param host address that it listens on
     * @throws IllegalStateException if the port is in use, with the option {@code --port} that names another
     */
    public static ProviderSim startAlone(String host, int port, double speed) {
        List<WantedPort> ports = List.of(new WantedPort("--port", "the simulator", port));
        WantedPort.requireValid(ports);
        WantedPort.requireFree(ports);
        return start(host, port, speed);
    }

    public static List<String> endpointIds() {
        return DemoModels.simulated().stream().map(SimEndpoint::id).toList();
    }
}
