package io.tieline.health.stream;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of records that can't be read, once a second at most: somebody may write nothing else. */
final class Complaints {
    private static final Logger LOGGER = LoggerFactory.getLogger(Complaints.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final String message;
    private Instant complainedAt = Instant.EPOCH;

    Complaints(String message) {
        this.message = message;
    }

    /**
     * Complains of the record that is being processed.
     *
     * @param unreadableSoFar how many there were, this one included
     */
    void about(ProcessingContext context, String reason, long unreadableSoFar) {
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        if (Duration.between(complainedAt, now).abs().compareTo(INTERVAL) < 0) {
            return;
        }
        complainedAt = now;
        context.recordMetadata()
                .ifPresent(position -> LOGGER.atWarn()
                        .addKeyValue("topic", position.topic())
                        .addKeyValue("partition", position.partition())
                        .addKeyValue("offset", position.offset())
                        .addKeyValue("reason", reason)
                        .addKeyValue("unreadableSoFar", unreadableSoFar)
                        .log(message));
    }
}
