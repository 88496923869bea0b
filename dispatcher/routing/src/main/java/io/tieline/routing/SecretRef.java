package io.tieline.routing;

import org.jspecify.annotations.Nullable;

/**
 * Where a credential is found; never the credential itself. Exactly one of both is set.
 *
 * @param env name of an environment variable
 * @param file path of a file that holds it
 */
public record SecretRef(@Nullable String env, @Nullable String file) {
    public SecretRef {
        if ((env == null) == (file == null)) {
            throw new IllegalArgumentException("name either 'env' (an environment variable) or 'file' (a path),"
                    + " and not both: the place where the key is found, never the key itself");
        }
        requireNotBlank("env", env, "the name of an environment variable");
        requireNotBlank("file", file, "a path");
    }

    private static void requireNotBlank(String field, @Nullable String value, String allowed) {
        if (value != null && value.isBlank()) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }

    @Override
    public String toString() {
        return env != null ? "environment variable " + env : "file " + file;
    }
}
