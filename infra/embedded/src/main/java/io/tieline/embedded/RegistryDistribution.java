package io.tieline.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where the build has unpacked Apicurio Registry. */
record RegistryDistribution(Path home) {
    private static final String CACHE_PROPERTY = "tieline.cache";
    private static final String CACHE_VARIABLE = "TIELINE_CACHE";

    static RegistryDistribution find() {
        return find(System.getProperty(CACHE_PROPERTY), System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static RegistryDistribution find(@Nullable String property, Map<String, String> environment, Path userHome) {
        Path cache = property != null
                ? Path.of(property)
                : Path.of(environment.getOrDefault(
                        CACHE_VARIABLE, userHome.resolve(".cache/tieline").toString()));
        Path home = cache.resolve("apicurio-registry-" + version());
        if (!Files.isRegularFile(home.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException("Apicurio Registry is not in " + home
                    + ". Running ./tieline, or: mvn -pl infra/embedded generate-resources, brings it there. Another place"
                    + " is named by the system property " + CACHE_PROPERTY + " or the environment variable "
                    + CACHE_VARIABLE + ".");
        }
        return new RegistryDistribution(home);
    }

    Path jar() {
        return home.resolve("quarkus-run.jar");
    }

    private static String version() {
        try (InputStream in = Objects.requireNonNull(
                RegistryDistribution.class.getResourceAsStream("registry.properties"),
                "registry.properties is missing")) {
            Properties properties = new Properties();
            properties.load(in);
            return Objects.requireNonNull(properties.getProperty("version"), "registry.properties has no version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
