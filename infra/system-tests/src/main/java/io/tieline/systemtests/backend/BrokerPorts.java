package io.tieline.systemtests.backend;

import io.tieline.embedded.Ports;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a lone broker listens, the same over all its lives.
 *
 * @param open for all
 * @param proxied for those who come through a proxy, and are told to come back through it
 * @param controller for itself
 */
record BrokerPorts(int open, int proxied, int controller) {
    private static final String HOST = "127.0.0.1:";

    static BrokerPorts free() {
        return new BrokerPorts(Ports.free(), Ports.free(), Ports.free());
    }

    /** Main class and arguments of its process. */
    List<String> arguments(Path data, int proxy) {
        return List.of(
                BrokerMain.class.getName(),
                data.toString(),
                String.valueOf(open),
                "listeners=PLAINTEXT://" + HOST + open + ",PROXIED://" + HOST + proxied + ",CONTROLLER://" + HOST
                        + controller,
                "advertised.listeners=PLAINTEXT://" + HOST + open + ",PROXIED://" + HOST + proxy,
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.quorum.voters=1@" + HOST + controller);
    }
}
