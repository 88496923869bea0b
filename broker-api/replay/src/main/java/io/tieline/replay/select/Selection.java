package io.tieline.replay.select;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chosen requests: where they stand, and which of them. Written as a JSON object whose fields are those of {@link Filter},
 * and {@code source}.
 */
public record Selection(Source source, Filter filter) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS =
            Set.of("source", "from", "to", "tenants", "routes", "codes", "endpoints", "jobs", "ids", "text");

    public Selection {
        if (source != Source.DEAD_LETTERS && filter.asksForFailures()) {
            throw new IllegalArgumentException(
                    "source is '" + source.word() + "', allowed: " + Source.DEAD_LETTERS.word()
                            + " where codes or endpoints are selected by, for a request alone doesn't tell them");
        }
    }

    /**
     * Reads one that was written.
     *
     * @throws IllegalArgumentException if it is none, with what is wrong with it
     */
    public static Selection parse(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the selection is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The same of JSON that has been read.
     *
     * @throws IllegalArgumentException if it is none, with what is wrong with it
     */
    public static Selection of(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("selection is '" + json + "', allowed: an object");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException(
                        "selection." + name + " is no field of it, allowed: " + new TreeSet<>(FIELDS));
            }
        });
        String word = json.path("source").asText(Source.DEAD_LETTERS.word());
        Source source = Source.of(word)
                .orElseThrow(
                        () -> new IllegalArgumentException("source is '" + word + "', allowed: " + Source.words()));
        Filter filter = new Filter(
                time(json, "from"),
                time(json, "to"),
                words(json, "tenants"),
                words(json, "routes"),
                words(json, "codes"),
                words(json, "endpoints"),
                words(json, "jobs"),
                words(json, "ids"),
                json.hasNonNull("text") ? json.get("text").asText() : null);
        return new Selection(source, filter);
    }

    private static @Nullable Instant time(JsonNode json, String name) {
        String text = json.path(name).asText("");
        try {
            return text.isEmpty() || json.path(name).isNull() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + " is '" + text + "', allowed: a time such as 2026-01-31T12:00:00Z", e);
        }
    }

    private static Set<String> words(JsonNode json, String name) {
        JsonNode node = json.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Set.of();
        }
        Set<String> words = new TreeSet<>();
        node.forEach(each -> words.add(each.asText()));
        if (!node.isArray() || words.isEmpty()) {
            throw new IllegalArgumentException(name + " is '" + node + "', allowed: a list of names");
        }
        return words;
    }

    /** Equal selections are written alike. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode().put("source", source.word());
        put(json, "from", filter.from());
        put(json, "to", filter.to());
        put(json, "tenants", filter.tenants());
        put(json, "routes", filter.routes());
        put(json, "codes", filter.codes());
        put(json, "endpoints", filter.endpoints());
        put(json, "jobs", filter.jobs());
        put(json, "ids", filter.ids());
        if (filter.text() != null) {
            json.put("text", filter.text());
        }
        return json.toString();
    }

    private static void put(ObjectNode json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toString());
        }
    }

    private static void put(ObjectNode json, String name, Set<String> words) {
        if (!words.isEmpty()) {
            ArrayNode list = json.putArray(name);
            words.forEach(list::add);
        }
    }
}
