package io.tieline.sim.json;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A JSON object that is read key by key. Every method throws an {@link IllegalArgumentException} where the object is not
 * what was asked for; its message names the key, the value and what is allowed.
 */
public final class StrictObject {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;

    private StrictObject(JsonNode node) {
        this.node = node;
    }

    /**
     * Reads an object.
     *
     * @param what the body should be, as messages call it
     */
    public static StrictObject read(byte[] body, String what) {
        JsonNode node;
        try {
            node = STRICT.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is no JSON, or has a key twice", e);
        }
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException("the body is not an object: allowed is " + what + ", as a JSON object");
        }
        return new StrictObject(node);
    }

    /** Refuses any other key. */
    public void allow(String what, Set<String> keys) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!keys.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown key '" + name + "' in " + what + ", allowed: " + new TreeSet<>(keys));
            }
        }
    }

    /** A text that must be there. */
    public String required(String key, Object allowed) {
        return text(key).orElseThrow(() -> new IllegalArgumentException(key + " is missing, allowed: " + allowed));
    }

    public Optional<String> text(String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(key + " is " + value + ", allowed: a text in quotes");
        }
        return Optional.of(value.textValue());
    }

    public Optional<Double> number(String key) {
        JsonNode value = node.get(key);
        if (value != null && !value.isNumber()) {
            throw new IllegalArgumentException(key + " is " + value + ", allowed: a number");
        }
        return Optional.ofNullable(value).map(JsonNode::doubleValue);
    }

    public Optional<Long> whole(String key) {
        JsonNode value = node.get(key);
        if (value != null && !(value.isIntegralNumber() && value.canConvertToLong())) {
            throw new IllegalArgumentException(key + " is " + value + ", allowed: a whole number");
        }
        return Optional.ofNullable(value).map(JsonNode::longValue);
    }

    /** A time such as {@code 30s}. */
    public Optional<Duration> time(String key) {
        return text(key)
                .map(text -> TimeSpan.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                key + " is '" + text + "', allowed: a whole number with ms, s, m or h, such as 30s")));
    }
}
