package io.tieline.systemtests.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * Which images are run: those that infra/containers/build makes without a registry, unless variables of the environment
 * name others, as they do for compose.yaml.
 */
final class Images {
    private static final String HOW =
            "Run: infra/containers/engine start /tmp/tieline-engine; . /tmp/tieline-engine/env;"
                    + " infra/containers/build --base scratch";

    private Images() {}

    static String tieline() {
        return named("TIELINE_IMAGE", "tieline:0.1.0");
    }

    static String kafka() {
        return named("KAFKA_IMAGE", "tieline-test/kafka:4.3.1");
    }

    static String registry() {
        return named("REGISTRY_IMAGE", "tieline-test/apicurio-registry:3.3.3");
    }

    private static String named(String variable, String otherwise) {
        return System.getenv().getOrDefault(variable, otherwise);
    }

    /** Why nothing can be run, in a line that tells what to do; empty: it can. */
    static Optional<String> missing() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("Container tests are skipped: no container engine is reachable. " + HOW);
        }
        List<String> absent = Stream.of(tieline(), kafka(), registry())
                .filter(image -> !isThere(image))
                .toList();
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of("Container tests are skipped: the engine has no image " + String.join(", ", absent) + ". "
                        + HOW);
    }

    private static boolean isThere(String image) {
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }
}
