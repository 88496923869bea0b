package io.tieline.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys that go together.
 *
 * @param keys no two of the same name, and no two of the same hash
 */
public record KeyRing(List<KeyEntry> keys) {
    public KeyRing {
        keys = List.copyOf(keys);
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (KeyEntry key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("two keys have the name '" + key.name() + "', allowed: one");
            }
            if (!hashes.add(key.sha256())) {
                throw new IllegalArgumentException(
                        "key '" + key.name() + "' has the same sha256 as another, allowed: a key of its own");
            }
        }
    }

    /** Who shows this key. How long it takes tells nothing about how much of a hash was right. */
    Optional<Caller> find(String key) {
        byte[] shown = KeyEntry.hash(key).getBytes(StandardCharsets.US_ASCII);
        @Nullable KeyEntry found = null;
        for (KeyEntry entry : keys) {
            if (MessageDigest.isEqual(shown, entry.sha256().getBytes(StandardCharsets.US_ASCII))) {
                found = entry;
            }
        }
        return Optional.ofNullable(found).map(KeyEntry::caller);
    }

    /** These and those. */
    KeyRing and(KeyRing others) {
        return new KeyRing(Stream.concat(keys.stream(), others.keys.stream()).toList());
    }
}
