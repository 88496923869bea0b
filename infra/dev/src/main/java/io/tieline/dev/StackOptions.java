package io.tieline.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the embedded stack is set up.
 *
 * @param dataDir where its data stays over restarts; null: in a fresh directory that is deleted at the end
 * @param kafkaPort port of Kafka on the loopback address; 0: any free one
 * @param registryPort port of the registry; 0: any free one
 * @param simulatorPort port of the simulator; 0: any free one
 * @param healthPort port on which the health stream answers; 0: any free one
 * @param gatewayPort port of a gateway; 0: any free one; null: none is started
 * @param operatorsPort port on which that gateway answers operators; 0: any free one; null: none
 * @param speed divides the latencies of the simulated models
 * @param services whether a dispatcher and the health stream are started; without them, {@link Stack#configFile} tells
 *     others' how to find the rest
 * @param dispatcherCommand starts a dispatcher as a process of its own, to which {@code --config FILE} is added; empty:
 *     it runs in this process
 */
public record StackOptions(
        @Nullable Path dataDir,
        int kafkaPort,
        int registryPort,
        int simulatorPort,
        int healthPort,
        @Nullable Integer gatewayPort,
        @Nullable Integer operatorsPort,
        double speed,
        boolean services,
        List<String> dispatcherCommand) {
    private static final int FASTEST = 1_000_000;

    /** Names the option of the command line where a value can't be. */
    public StackOptions {
        dispatcherCommand = List.copyOf(dispatcherCommand);
        WantedPort.requireValid(
                WantedPort.of(kafkaPort, registryPort, simulatorPort, healthPort, gatewayPort, operatorsPort));
        if (!(speed > 0 && speed <= FASTEST)) {
            throw new IllegalArgumentException("--speed is " + speed + ", allowed: more than 0, up to " + FASTEST);
        }
    }

    /** Fresh data, free ports, everything but a gateway in this process, models ten times as fast as the real ones. */
    public static StackOptions fresh() {
        return new StackOptions(null, 0, 0, 0, 0, null, null, 10, true, List.of());
    }

    /** The same with models so much faster than the real ones. */
    public StackOptions withSpeed(double factor) {
        return new StackOptions(
                dataDir,
                kafkaPort,
                registryPort,
                simulatorPort,
                healthPort,
                gatewayPort,
                operatorsPort,
                factor,
                services,
                dispatcherCommand);
    }

    /** The same without dispatcher and health stream. */
    public StackOptions withoutServices() {
        return new StackOptions(
                dataDir,
                kafkaPort,
                registryPort,
                simulatorPort,
                healthPort,
                gatewayPort,
                operatorsPort,
                speed,
                false,
                dispatcherCommand);
    }

    /** The same with the dispatcher in a process of its own. */
    public StackOptions withDispatcherCommand(List<String> command) {
        return new StackOptions(
                dataDir,
                kafkaPort,
                registryPort,
                simulatorPort,
                healthPort,
                gatewayPort,
                operatorsPort,
                speed,
                services,
                command);
    }

    /** The same with a gateway at this port of the loopback address; 0: any free one. */
    public StackOptions withGateway(int port) {
        return new StackOptions(
                dataDir,
                kafkaPort,
                registryPort,
                simulatorPort,
                healthPort,
                port,
                operatorsPort,
                speed,
                services,
                dispatcherCommand);
    }

    List<WantedPort> ports() {
        return WantedPort.of(kafkaPort, registryPort, simulatorPort, healthPort, gatewayPort, operatorsPort);
    }

    Optional<Path> keptData() {
        return Optional.ofNullable(dataDir);
    }
}
