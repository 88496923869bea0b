package io.tieline.dispatcher.provider;

import io.tieline.routing.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Finds keys in the environment and in files. Space and line ends around a key are dropped. */
public final class Secrets implements Function<SecretRef, Secret> {
    private static final long MAX_FILE_BYTES = 64 * 1024;

    private final Map<String, String> environment;

    /** Looks variables up in the given environment. */
    public Secrets(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Looks variables up in the environment of this process. */
    public static Secrets ofProcess() {
        return new Secrets(System.getenv());
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException if it isn't there or isn't a key; the message names the place, never the content
     */
    @Override
    public Secret apply(SecretRef ref) {
        String env = ref.env();
        String value = env != null ? variable(env) : content(Objects.requireNonNull(ref.file()));
        try {
            return new Secret(value.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(ref + " holds no usable key: " + e.getMessage(), e);
        }
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("environment variable " + name + " is not set");
        }
        return value;
    }

    private static String content(String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("file " + file + " is larger than any key");
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "file " + file + " can't be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
