package io.tieline.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Looks whether texts are JSON objects. What these mean is for those who read them. */
final class JsonObjects {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int SHOWN_CHARS = 80;

    private JsonObjects() {}

    /** The same text; throws {@link IllegalArgumentException} where it is anything but one JSON object. */
    static String require(String field, String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            Checks.check(object, field, shorten(text), "a JSON object");
            parser.skipChildren();
            Checks.check(parser.nextToken() == null, field, shorten(text), "one JSON object, nothing behind it");
        } catch (JsonProcessingException e) {
            Checks.check(false, field, shorten(text), "a JSON object (" + e.getOriginalMessage() + ")");
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can always be read", e);
        }
        return text;
    }

    /** Its beginning, on one line. */
    private static String shorten(String text) {
        String shown = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
        return shown.replaceAll("\\R", " ");
    }
}
