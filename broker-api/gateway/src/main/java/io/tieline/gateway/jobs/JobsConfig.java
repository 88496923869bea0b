package io.tieline.gateway.jobs;

import java.nio.file.Path;

/**
 * How a gateway takes its part in the work for jobs.
 *
 * @param applicationId the same for all gateways that share it; {@code tieline-jobs} where left out
 * @param stateDirectory where this gateway alone keeps what it can read again from Kafka
 * @param standbys gateways that keep a copy of the state of another, 0 or more
 */
public record JobsConfig(String applicationId, Path stateDirectory, int standbys) {
    private static final String DEFAULT_APPLICATION_ID = "tieline-jobs";

    public JobsConfig {
        applicationId = applicationId == null ? DEFAULT_APPLICATION_ID : applicationId;
        if (!applicationId.matches("[a-zA-Z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("application-id is '" + applicationId
                    + "', allowed: 1 to 100 letters, digits, dots, underscores and hyphens");
        }
        if (standbys < 0) {
            throw new IllegalArgumentException("standbys is '" + standbys + "', allowed: 0 or more");
        }
    }

    /** The defaults. */
    public static JobsConfig in(Path stateDirectory) {
        return new JobsConfig(DEFAULT_APPLICATION_ID, stateDirectory, 0);
    }
}
