package io.tieline.testing.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events as single lines of JSON: the name of the event first, then its parts; what is empty is left out. */
final class EventCodec {
    private static final String KIND = "event";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Map<String, Shape> BY_NAME = new HashMap<>();
    private static final Map<Class<?>, Shape> BY_TYPE = new HashMap<>();

    static {
        for (Class<?> type : Objects.requireNonNull(Event.class.getPermittedSubclasses())) {
            Shape shape = Shape.of(type);
            BY_NAME.put(type.getSimpleName(), shape);
            BY_TYPE.put(type, shape);
        }
    }

    private EventCodec() {}

    static String write(Event event) {
        Shape shape = Objects.requireNonNull(BY_TYPE.get(event.getClass()));
        StringWriter line = new StringWriter(200);
        try (JsonGenerator out = JSON.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField(KIND, event.getClass().getSimpleName());
            for (Shape.Part part : shape.parts()) {
                write(part, part.of(event), out);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return line.toString();
    }

    private static void write(Shape.Part part, Object value, JsonGenerator out) throws IOException {
        switch (Shape.Part.plain(value)) {
            case null -> {}
            case Long number -> out.writeNumberField(part.name(), number);
            case Boolean truth -> out.writeBooleanField(part.name(), truth);
            case Set<?> words -> {
                out.writeArrayFieldStart(part.name());
                for (Object word : words) {
                    out.writeString((String) word);
                }
                out.writeEndArray();
            }
            case Object text -> out.writeStringField(part.name(), text.toString());
        }
    }

    /**
     * Reads one line.
     *
     * @throws IllegalArgumentException if it is no event, saying why
     */
    static Event read(String line) {
        try (JsonParser in = JSON.createParser(line)) {
            if (in.nextToken() != JsonToken.START_OBJECT || !KIND.equals(in.nextFieldName())) {
                throw new IllegalArgumentException("it doesn't begin with \"" + KIND + "\"");
            }
            String kind = in.nextTextValue();
            Shape shape = BY_NAME.get(kind);
            if (shape == null) {
                throw new IllegalArgumentException("there is no event '" + kind + "'");
            }
            Map<String, Object> values = values(in);
            if (in.nextToken() != null) {
                throw new IllegalArgumentException("there is more behind the event");
            }
            return shape.make(values);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON: " + firstLine(e.getMessage()), e);
        }
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "?" : message.lines().findFirst().orElse("?");
    }

    private static Map<String, Object> values(JsonParser in) throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            values.put(name, value(name, in));
        }
        if (in.currentToken() != JsonToken.END_OBJECT) {
            throw new IllegalArgumentException("it breaks off");
        }
        return values;
    }

    private static Object value(String name, JsonParser in) throws IOException {
        return switch (in.nextToken()) {
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_ARRAY -> words(name, in);
            case null, default -> throw new IllegalArgumentException("'" + name + "' is of no known type");
        };
    }

    private static Set<String> words(String name, JsonParser in) throws IOException {
        Set<String> words = new LinkedHashSet<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            if (token != JsonToken.VALUE_STRING) {
                throw new IllegalArgumentException("'" + name + "' is no list of texts");
            }
            words.add(in.getText());
        }
        return words;
    }
}
