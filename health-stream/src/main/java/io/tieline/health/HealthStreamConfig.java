package io.tieline.health;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the health stream.
 *
 * @param applicationId name of the job in Kafka: its consumer group and the prefix of its changelog topics; instances
 *     that share it share the work
 * @param stateDirectory where this instance keeps its stores; lost contents are restored from Kafka
 * @param standbys how many other instances keep a warm copy of each store; 0 or more
 * @param listen where questions are answered over HTTP; port 0 stands for any free one
 * @param advertised host name or address under which the other instances reach this one, with the port that it listens on; null: the one that it listens on
 */
public record HealthStreamConfig(
        String applicationId,
        Path stateDirectory,
        int standbys,
        InetSocketAddress listen,
        @Nullable String advertised) {
    public static final String DEFAULT_APPLICATION_ID = "tieline-health";

    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");

    public HealthStreamConfig {
        if (!applicationId.matches("[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,99}")) {
            throw new IllegalArgumentException("applicationId is '" + applicationId
                    + "', allowed: 1 to 100 letters, digits, dots, underscores and hyphens, no dot first");
        }
        if (advertised == null && WILDCARDS.contains(listen.getHostString())) {
            throw new IllegalArgumentException("advertised is missing: with listen on " + listen.getHostString()
                    + ", say by which name other instances reach this one");
        }
        if (standbys < 0) {
            throw new IllegalArgumentException("standbys is " + standbys + ", allowed: 0 or more");
        }
    }

    /** One instance without a standby that answers on any free port of the loopback address. */
    public static HealthStreamConfig of(Path stateDirectory) {
        return new HealthStreamConfig(
                DEFAULT_APPLICATION_ID, stateDirectory, 0, InetSocketAddress.createUnresolved("127.0.0.1", 0), null);
    }

    /** The same answering elsewhere. */
    public HealthStreamConfig withListen(InetSocketAddress address) {
        return new HealthStreamConfig(applicationId, stateDirectory, standbys, address, advertised);
    }

    String advertisedHost() {
        return advertised == null ? listen.getHostString() : advertised;
    }
}
