package io.tieline.sim.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.json.StrictObject;
import io.tieline.sim.json.TimeSpan;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Faults in JSON, read strictly: {@code {"endpoint": "*", "kind": "rate_limited", "retryAfter": "2s", "fraction": 0.3,
 * "startAfter": "1s", "duration": "30s", "seed": 7, "requestId": "r-1"}}. Only {@code endpoint} and {@code kind} must be there.
 */
public final class FaultJson {
    private static final Set<String> COMMON =
            Set.of("endpoint", "kind", "fraction", "startAfter", "duration", "seed", "requestId");
    private static final Set<String> PLAIN =
            Set.of("hang", "reset", "truncate", "garbage", "empty", "refusal", "content_filter", "schema_mismatch");
    private static final Map<String, Set<String>> EXTRA_KEYS_OF_KIND = extraKeysOfKind();

    private FaultJson() {}

    /**
     * Reads a fault.
     *
     * @throws IllegalArgumentException if it is none; the message names the key, its value and what is allowed
     */
    public static Fault read(byte[] body) {
        StrictObject json = StrictObject.read(body, "one fault");
        String kind = json.required("kind", EXTRA_KEYS_OF_KIND.keySet());
        Set<String> extra = EXTRA_KEYS_OF_KIND.get(kind);
        if (extra == null) {
            throw new IllegalArgumentException("kind is '" + kind + "', allowed: " + EXTRA_KEYS_OF_KIND.keySet());
        }
        Set<String> allowed = new TreeSet<>(COMMON);
        allowed.addAll(extra);
        json.allow("a fault of kind " + kind, allowed);
        return new Fault(
                json.required("endpoint", "the id of one, or * for all"),
                effect(kind, json),
                json.number("fraction").orElse(1.0),
                json.time("startAfter").orElse(Duration.ZERO),
                json.time("duration").orElse(null),
                json.whole("seed").orElse(null),
                json.text("requestId").orElse(null));
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
            case Effect.MaxTokens limit -> node.put("tokens", limit.tokens());
            case Effect.Fail _, Effect.Hang _, Effect.Reset _, Effect.Truncate _, Effect.Garbage _, Effect.Empty _ -> {}
            case Effect.Refusal _, Effect.ContentFilter _, Effect.SchemaMismatch _ -> {}
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

    private static Effect effect(String kind, StrictObject json) {
        return switch (kind) {
            case "hang" -> new Effect.Hang();
            case "slow" ->
                new Effect.Slow(
                        json.number("factor").orElse(1.0), json.time("delay").orElse(Duration.ZERO));
            case "reset" -> new Effect.Reset();
            case "truncate" -> new Effect.Truncate();
            case "garbage" -> new Effect.Garbage();
            case "empty" -> new Effect.Empty();
            case "refusal" -> new Effect.Refusal();
            case "content_filter" -> new Effect.ContentFilter();
            case "max_tokens" -> new Effect.MaxTokens(tokens(json));
            case "schema_mismatch" -> new Effect.SchemaMismatch();
            default -> new Effect.Fail(error(kind), json.time("retryAfter").orElse(null));
        };
    }

    private static int tokens(StrictObject json) {
        return Math.toIntExact(Math.clamp(json.whole("tokens").orElse(1L), Integer.MIN_VALUE, Integer.MAX_VALUE));
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
        kinds.put("max_tokens", Set.of("tokens"));
        for (String kind : PLAIN) {
            kinds.put(kind, Set.of());
        }
        return kinds;
    }
}
