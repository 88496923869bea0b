package io.tieline.dev;

import io.tieline.embedded.Ports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A port that the user may choose.
 *
 * @param option names it on the command line
 * @param user what listens there, in words
 * @param number 0: any free one
 */
record WantedPort(String option, String user, int number) {
    /** Those of the embedded stack; without those of a gateway, where there is none. */
    static List<WantedPort> of(
            int kafka,
            int registry,
            int simulator,
            int health,
            @Nullable Integer gateway,
            @Nullable Integer operators) {
        List<WantedPort> ports = new ArrayList<>(List.of(
                new WantedPort("--kafka-port", "Kafka", kafka),
                new WantedPort("--registry-port", "the schema registry", registry),
                new WantedPort("--simulator-port", "the simulator", simulator),
                new WantedPort("--health-port", "the health stream", health)));
        if (gateway != null) {
            ports.add(new WantedPort("--gateway-port", "the gateway", gateway));
        }
        if (operators != null) {
            ports.add(new WantedPort("--operators-port", "the gateway's listener for operators", operators));
        }
        return List.copyOf(ports);
    }

    /** Throws {@link IllegalArgumentException} where one can't be a port, or two are the same. */
    static void requireValid(List<WantedPort> ports) {
        Map<Integer, WantedPort> taken = new HashMap<>();
        for (WantedPort port : ports) {
            if (port.number < 0 || port.number > Ports.LARGEST) {
                throw new IllegalArgumentException(
                        port.option + " is " + port.number + ", allowed: 0 (any free one) to " + Ports.LARGEST);
            }
            WantedPort other = port.number == 0 ? null : taken.put(port.number, port);
            if (other != null) {
                throw new IllegalArgumentException(port.option + " is " + port.number
                        + ", allowed: another than that of " + other.option + ", or 0 (any free one)");
            }
        }
    }

    /** Throws {@link IllegalStateException} where somebody listens at one already. */
    static void requireFree(List<WantedPort> ports) {
        for (WantedPort port : ports) {
            if (port.number != 0 && !Ports.isFree(port.number)) {
                throw new IllegalStateException("port " + port.number + " is in use, so that " + port.user
                        + " can't listen there: end what does, or choose another with " + port.option
                        + " (0: any free one)");
            }
        }
    }
}
