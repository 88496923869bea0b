package io.tieline.platform;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.tieline.platform.YamlNode.Kind;
import io.tieline.platform.YamlNode.Mapping;
import io.tieline.platform.YamlNode.Scalar;
import io.tieline.platform.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads YAML text into nodes: exactly one document, no key twice, no aliases. */
final class YamlReader {
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final String source;

    private YamlReader(YAMLParser parser, String source) {
        this.parser = parser;
        this.source = source;
    }

    static YamlNode read(String text, String source) {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            return new YamlReader(parser, source).document();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new ConfigException(
                    Place.at(source, at == null ? 1 : at.getLineNr()) + "this is no YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private YamlNode document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new ConfigException(Place.at(source, 1) + "there is nothing in it");
        }
        YamlNode root = node(first, Place.root(source));
        if (parser.nextToken() != null) {
            throw new ConfigException(
                    Place.at(source, line()) + "a second document begins here, allowed: one document per file");
        }
        return root;
    }

    private YamlNode node(JsonToken token, Place place) throws IOException {
        if (parser.isCurrentAlias()) {
            throw new ConfigException(place.problem(line(), "is an alias, allowed: the value itself"));
        }
        return switch (token) {
            case START_OBJECT -> mapping(place);
            case START_ARRAY -> sequence(place);
            case VALUE_NUMBER_INT -> scalar(Kind.WHOLE_NUMBER);
            case VALUE_NUMBER_FLOAT -> scalar(Kind.FRACTION);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.BOOLEAN);
            case VALUE_NULL -> scalar(Kind.NULL);
            case VALUE_STRING, VALUE_EMBEDDED_OBJECT -> scalar(Kind.TEXT);
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
                throw new IllegalStateException("the parser gave " + token + " where a value begins");
        };
    }

    private Mapping mapping(Place place) throws IOException {
        int line = line();
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        for (String key = nextKey(); key != null; key = nextKey()) {
            Place child = place.key(key);
            YamlNode earlier = entries.get(key);
            if (earlier != null) {
                throw new ConfigException(
                        child.problem(line(), "is there twice, the first time on line " + earlier.line()));
            }
            entries.put(key, node(parser.nextToken(), child));
        }
        return new Mapping(line, entries);
    }

    private @Nullable String nextKey() throws IOException {
        return parser.nextToken() == JsonToken.FIELD_NAME ? parser.currentName() : null;
    }

    private Sequence sequence(Place place) throws IOException {
        int line = line();
        List<YamlNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token, place.item(items.size())));
        }
        return new Sequence(line, items);
    }

    private Scalar scalar(Kind kind) throws IOException {
        return new Scalar(line(), kind, kind == Kind.NULL ? "null" : textOf(parser));
    }

    private static String textOf(JsonParser parser) throws IOException {
        return parser.getText();
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
