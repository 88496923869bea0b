package io.tieline.gateway.auth;

import io.tieline.gateway.auth.Caller.Right;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept: its hash, and what it opens. Keys are long and random, so that a plain hash of one tells
 * nothing about it.
 *
 * @param name unlike that of other keys, for logs
 * @param sha256 SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits
 * @param tenant for whom it is
 * @param routes what may be asked for; none: whatever the tenant may
 * @param rights {@code submit} and {@code read_own}, where left out
 */
public record KeyEntry(String name, String sha256, String tenant, Set<String> routes, Set<Right> rights) {
    public KeyEntry(
            @Nullable String name,
            @Nullable String sha256,
            @Nullable String tenant,
            @Nullable Set<String> routes,
            @Nullable Set<Right> rights) {
        this.name = require(name, "name");
        // The value isn't told: it is perhaps the key itself.
        if (sha256 == null || !sha256.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException(
                    "sha256 of key '" + name + "' is not 64 hexadecimal digits. Keys are never"
                            + " kept in plain text; this prints what is kept: printf %s \"$KEY\" | sha256sum");
        }
        this.sha256 = sha256.toLowerCase(Locale.ROOT);
        this.tenant = require(tenant, "tenant");
        this.routes = routes == null ? Set.of() : Set.copyOf(routes);
        this.rights = rights == null ? Set.of(Right.SUBMIT, Right.READ_OWN) : Set.copyOf(rights);
    }

    private static String require(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: a name");
        }
        return value;
    }

    /** What is kept of a key. */
    public static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Caller caller() {
        return new Caller(name, tenant, routes, rights);
    }
}
