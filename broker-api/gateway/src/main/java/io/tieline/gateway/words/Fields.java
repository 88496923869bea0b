package io.tieline.gateway.words;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields of an object that a stranger wrote. What is null counts as absent. Not thread-safe. */
public final class Fields {
    private final JsonNode object;
    private final String path;
    private final Flaws flaws;

    private Fields(JsonNode object, String path, Flaws flaws) {
        this.object = object;
        this.path = path;
        this.flaws = flaws;
    }

    /**
     * Reads a node as an object.
     *
     * @param path where it is; empty: it is the body
     */
    public static Fields of(JsonNode node, String path, Flaws flaws) {
        flaws.addIf(!node.isObject(), new Flaw.WrongKind(path, "an object", Json.kind(node)));
        return new Fields(node.isObject() ? node : Json.object(), path, flaws);
    }

    public String path() {
        return path;
    }

    public String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The value; a {@link MissingNode} where there is none. */
    public JsonNode get(String name) {
        JsonNode value = object.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    public boolean has(String name) {
        return !get(name).isMissingNode();
    }

    /** Adds a flaw where the field isn't there. */
    public void need(String name) {
        flaws.addIf(!has(name), new Flaw.Missing(pathOf(name)));
    }

    public @Nullable String text(String name) {
        JsonNode value = get(name);
        return check(name, value.isTextual(), "a string") ? value.textValue() : null;
    }

    /** A text that must be there; empty where it isn't. */
    public String neededText(String name) {
        need(name);
        String text = text(name);
        return text == null ? "" : text;
    }

    /** One of a few words. */
    public @Nullable String choice(String name, List<String> allowed) {
        String text = text(name);
        flaws.addIf(text != null && !allowed.contains(text), new Flaw.NotOneOf(pathOf(name), allowed, quote(text)));
        return text != null && allowed.contains(text) ? text : null;
    }

    private static String quote(@Nullable String text) {
        return text == null ? "null" : text;
    }

    public @Nullable Integer integer(String name, int least) {
        JsonNode value = get(name);
        if (!check(name, value.isIntegralNumber(), "an integer")) {
            return null;
        }
        boolean small = value.canConvertToLong() && value.longValue() < least;
        flaws.addIf(small, new Flaw.TooSmall(pathOf(name), String.valueOf(least), value.asText()));
        flaws.addIf(
                !small && !value.canConvertToInt(),
                new Flaw.TooLarge(pathOf(name), String.valueOf(Integer.MAX_VALUE), "more"));
        return value.canConvertToInt() && !small ? (Integer) value.intValue() : null;
    }

    public @Nullable Long bigInteger(String name) {
        JsonNode value = get(name);
        boolean fits = value.isIntegralNumber() && value.canConvertToLong();
        return check(name, fits, "an integer") ? (Long) value.longValue() : null;
    }

    public @Nullable Double decimal(String name, double least, double most) {
        JsonNode value = get(name);
        if (!check(name, value.isNumber(), "a decimal")) {
            return null;
        }
        double number = value.doubleValue();
        flaws.addIf(number < least, new Flaw.TooSmall(pathOf(name), String.valueOf(least), String.valueOf(number)));
        flaws.addIf(number > most, new Flaw.TooLarge(pathOf(name), String.valueOf(most), String.valueOf(number)));
        return number >= least && number <= most ? (Double) number : null;
    }

    public @Nullable Boolean flag(String name) {
        JsonNode value = get(name);
        return check(name, value.isBoolean(), "a boolean") ? (Boolean) value.booleanValue() : null;
    }

    /** A list of texts; empty where there is none. */
    public List<String> texts(String name) {
        JsonNode value = get(name);
        List<String> texts = new ArrayList<>();
        if (check(name, value.isArray(), "an array of strings")) {
            for (int i = 0; i < value.size(); i++) {
                JsonNode each = value.get(i);
                flaws.addIf(
                        !each.isTextual(),
                        new Flaw.WrongKind(pathOf(name) + "[" + i + "]", "a string", Json.kind(each)));
                texts.add(each.asText());
            }
        }
        return texts;
    }

    /** A list of objects; empty where there is none. */
    public List<Fields> objects(String name) {
        JsonNode value = get(name);
        List<Fields> objects = new ArrayList<>();
        if (check(name, value.isArray(), "an array of objects")) {
            for (int i = 0; i < value.size() && flaws.first().isEmpty(); i++) {
                objects.add(of(value.get(i), pathOf(name) + "[" + i + "]", flaws));
            }
        }
        return objects;
    }

    /** An object inside; without fields where there is none. */
    public Fields object(String name) {
        JsonNode value = get(name);
        return value.isMissingNode() ? new Fields(Json.object(), pathOf(name), flaws) : of(value, pathOf(name), flaws);
    }

    /** A map of texts; empty where there is none. */
    public Map<String, String> map(String name) {
        Fields map = object(name);
        Stream<String> names = map.names().stream();
        return names.collect(Collectors.toMap(key -> key, map::neededText));
    }

    /** Names of the fields that have values. */
    public Set<String> names() {
        return object.properties().stream()
                .filter(field -> !field.getValue().isNull())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    /** What is left of it without some fields, and without those that are null. */
    public ObjectNode without(Set<String> others) {
        ObjectNode rest = Json.object();
        names().stream().filter(name -> !others.contains(name)).forEach(name -> rest.set(name, get(name)));
        return rest;
    }

    private boolean check(String name, boolean right, String expected) {
        JsonNode value = get(name);
        flaws.addIf(!right && !value.isMissingNode(), new Flaw.WrongKind(pathOf(name), expected, Json.kind(value)));
        return right;
    }
}
