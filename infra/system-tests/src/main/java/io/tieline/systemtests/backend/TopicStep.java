package io.tieline.systemtests.backend;

import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.platform.TopicReport;
import io.tieline.platform.TopicSettings;
import io.tieline.platform.TopicSetup;
import io.tieline.schemas.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Topics and schemas, as operators make them before they start the first version, and again before they start the next. */
final class TopicStep {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARTITIONS = 4;
    /** The command waits for half a minute, which a broker that has just started may take on a busy machine. */
    private static final int TRIES = 3;

    private TopicStep() {}

    /**
     * Makes those of one build, and then, where it is another, what this one adds.
     *
     * @throws IllegalStateException if what this build needs can't stand beside what the first one made
     */
    static void run(Build first, KafkaConnection kafka, RegistryConnection registry, Path folder) throws IOException {
        boolean older = !first.equals(Build.current());
        if (older) {
            asCommand(first, kafka, registry, folder);
        }
        try {
            TopicSetup.run(kafka, registry, new TopicSettings(PARTITIONS, 1, List.of()), PATIENCE).stream()
                    .filter(topic -> topic.state() instanceof TopicReport.Differs)
                    .findFirst()
                    .ifPresent(TopicStep::refuse);
        } catch (RegistryException e) {
            throw new IllegalStateException(
                    (older ? "this build's schemas can't stand beside those of the older one: " : "") + e.getMessage(),
                    e);
        }
    }

    private static void asCommand(Build build, KafkaConnection kafka, RegistryConnection registry, Path folder)
            throws IOException {
        Path config = Files.writeString(
                folder.resolve("topics.yaml"), """
                kafka:
                  bootstrap-servers: %s
                registry:
                  url: %s
                topics:
                  partitions: %d
                """.formatted(kafka.bootstrapServers(), registry.url(), PARTITIONS));
        List<String> command = List.of(Build.CLI, "topics", "create", "--config", config.toString());
        Path log = folder.resolve("topics.log");
        for (int tries = 1; ; tries++) {
            try {
                build.run(command, log);
                return;
            } catch (IllegalStateException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void refuse(TopicReport topic) {
        throw new IllegalStateException("a topic isn't as this build wants it: " + topic);
    }
}
