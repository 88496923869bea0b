package io.tieline.health;

import java.nio.file.Path;

/**
 * Settings of the health stream.
 *
 * @param applicationId name of the job in Kafka: its consumer group and the prefix of its changelog topic; instances
 *     that share it share the work
 * @param stateDirectory where this instance keeps its store; lost contents are restored from Kafka
 * @param standbys how many other instances keep a warm copy of each store; 0 or more
 */
public record HealthStreamConfig(String applicationId, Path stateDirectory, int standbys) {
    public static final String DEFAULT_APPLICATION_ID = "tieline-health";

    public HealthStreamConfig {
        if (!applicationId.matches("[a-zA-Z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("applicationId is '" + applicationId
                    + "', allowed: 1 to 100 letters, digits, dots, underscores and hyphens");
        }
        if (standbys < 0) {
            throw new IllegalArgumentException("standbys is " + standbys + ", allowed: 0 or more");
        }
    }

    /** The usual settings: one instance, no standby. */
    public static HealthStreamConfig of(Path stateDirectory) {
        return new HealthStreamConfig(DEFAULT_APPLICATION_ID, stateDirectory, 0);
    }
}
