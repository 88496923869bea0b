package io.tieline.sim.fault;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Faults in JSON, read strictly: {@code {"endpoint": "*", "kind": "rate_limited", "retryAfter": "2s", "fraction": 0.3,
 * "startAfter": "1s", "duration": "30s", "seed": 7, "requestId": "r-1"}}. Only {@code endpoint} and {@code kind} must be there.
 */
public final class FaultJson {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> COMMON =
            Set.of("endpoint", "kind", "fraction", "startAfter", "duration", "seed", "requestId");
    private static final Map<String, Set<String>> EXTRA_KEYS_OF_KIND = extraKeysOfKind();

    private FaultJson() {}

    /**
     * Reads a fault.
     *
     * @throws IllegalArgumentException if it is none; the message names the key, its value and what is allowed
     */
    public static Fault read(byte[] body) {
        JsonNode node = tree(body);
        String kind = text(node, "kind").orElseThrow(() -> missing("kind", EXTRA_KEYS_OF_KIND.keySet()));
        Set<String> extra = EXTRA_KEYS_OF_KIND.get(kind);
        if (extra == null) {
            throw new IllegalArgumentException("kind is '" + kind + "', allowed: " + EXTRA_KEYS_OF_KIND.keySet());
        }
        checkKeys(node, kind, extra);
        String endpoint = text(node, "endpoint").orElseThrow(() -> missing("endpoint", "the id of one, or * for all"));
        return new Fault(
                endpoint,
                effect(kind, node),
                number(node, "fraction", 1),
                time(node, "startAfter").orElse(Duration.ZERO),
                time(node, "duration").orElse(null),
                seed(node),
                text(node, "requestId").orElse(null));
    }

    /** Writes a fault that was injected, with its id and how it stands. */
    public static ObjectNode write(FaultHandle handle, Instant now) {
        Fault fault = handle.fault();
        ObjectNode node = Json.object()
                .put("id", handle.id())
                .put("endpoint", fault.endpoint())
                .put("kind", fault.effect().kind())
                .put("fraction", fault.fraction());
        switch (fault.effect()) {
            case Effect.Fail fail
            when fail.retryAfter() != null -> node.put("retryAfter", TimeSpan.format(fail.retryAfter()));
            case Effect.Slow slow -> node.put("factor", slow.factor()).put("delay", TimeSpan.format(slow.delay()));
            case Effect.Fail _, Effect.Hang _, Effect.Reset _, Effect.Truncate _, Effect.Garbage _, Effect.Empty _ -> {}
        }
        if (fault.requestId() != null) {
            node.put("requestId", fault.requestId());
        }
        Instant end = handle.end();
        return node.put("active", !now.isBefore(handle.start()) && !handle.isOver(now))
                .put("start", handle.start().toString())
                .put("end", end == null ? null : end.toString())
                .put("taken", handle.taken());
    }

    private static Effect effect(String kind, JsonNode node) {
        return switch (kind) {
            case "hang" -> new Effect.Hang();
            case "slow" ->
                new Effect.Slow(number(node, "factor", 1), time(node, "delay").orElse(Duration.ZERO));
            case "reset" -> new Effect.Reset();
            case "truncate" -> new Effect.Truncate();
            case "garbage" -> new Effect.Garbage();
            case "empty" -> new Effect.Empty();
            default -> new Effect.Fail(error(kind), time(node, "retryAfter").orElse(null));
        };
    }

    private static ApiError error(String kind) {
        for (ApiError error : ApiError.values()) {
            if (error.id().equals(kind)) {
                return error;
            }
        }
        throw new IllegalStateException("the kind " + kind + " was let pass, but makes no effect");
    }

    private static Map<String, Set<String>> extraKeysOfKind() {
        Map<String, Set<String>> kinds = new TreeMap<>();
        for (ApiError error : ApiError.values()) {
            kinds.put(error.id(), error == ApiError.RATE_LIMITED ? Set.of("retryAfter") : Set.of());
        }
        kinds.put("slow", Set.of("factor", "delay"));
        for (String kind : Set.of("hang", "reset", "truncate", "garbage", "empty")) {
            kinds.put(kind, Set.of());
        }
        return kinds;
    }

    private static void checkKeys(JsonNode node, String kind, Set<String> extra) {
        Set<String> allowed = new TreeSet<>(COMMON);
        allowed.addAll(extra);
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown key '" + name + "' in a fault of kind " + kind + ", allowed: " + allowed);
            }
        }
    }

    private static JsonNode tree(byte[] body) {
        JsonNode node;
        try {
            node = STRICT.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is no JSON, or has a key twice", e);
        }
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException("the body is not an object: allowed is one fault, as a JSON object");
        }
        return node;
    }

    private static Optional<String> text(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(key + " is " + value + ", allowed: a text in quotes");
        }
        return Optional.of(value.textValue());
    }

    private static double number(JsonNode node, String key, double otherwise) {
        JsonNode value = node.get(key);
        if (value != null && !value.isNumber()) {
            throw new IllegalArgumentException(key + " is " + value + ", allowed: a number");
        }
        return value == null ? otherwise : value.doubleValue();
    }

    private static Optional<Duration> time(JsonNode node, String key) {
        return text(node, key)
                .map(text -> TimeSpan.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                key + " is '" + text + "', allowed: a whole number with ms, s, m or h, such as 30s")));
    }

    private static @Nullable Long seed(JsonNode node) {
        JsonNode value = node.get("seed");
        if (value != null && !value.canConvertToExactIntegral()) {
            throw new IllegalArgumentException("seed is " + value + ", allowed: a whole number");
        }
        return value == null ? null : value.longValue();
    }

    private static IllegalArgumentException missing(String key, Object allowed) {
        return new IllegalArgumentException(key + " is missing, allowed: " + allowed);
    }
}
