package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Reads the body that makes a batch request by request: it may be longer than memory has room for. One for each body; used
 * by one thread.
 */
public final class MessageBatchCreate {
    /** Most requests of a batch. */
    public static final int MOST = 100_000;

    /** Most bytes of a body. */
    public static final long MOST_BYTES = 256L * 1024 * 1024;

    static final String CUSTOM_ID = "^[a-zA-Z0-9_-]{1,64}$";

    private static final int LONGEST_ID = 64;

    /** What an id counts for until all are known to be different: as an object, it takes several times as much, as all does. */
    private static final long ID_BYTES = 32;

    private final Requests requests;
    private final LongConsumer room;
    private final OneByOne body;
    private final Flaws flaws = new Flaws();
    private final Set<String> ids = new HashSet<>();
    private boolean found;

    /** Takes the requests as they are read, also those before one that is wrong. */
    @FunctionalInterface
    public interface Requests {
        /**
         * Takes the next one.
         *
         * @param model what it asks for; empty: it doesn't say
         * @param line the request, as a line of JSON
         */
        void add(String model, String line) throws IOException;
    }

    private MessageBatchCreate(InputStream body, Requests requests, LongConsumer room) {
        this.requests = requests;
        this.room = room;
        this.body = new OneByOne(body, this::hold);
    }

    /**
     * Reads a body to its end, or to the first flaw. What the requests ask for is looked at when the job runs.
     *
     * @param body left open
     * @param room told how many bytes are in memory at a time; what it throws is passed on
     * @return number of requests
     * @throws IOException if the body can't be read to its end
     */
    public static Reading<Integer> read(InputStream body, Requests requests, LongConsumer room) throws IOException {
        MessageBatchCreate create = new MessageBatchCreate(body, requests, room);
        try (JsonParser parser = Json.parser(create.body)) {
            return create.readBody(parser)
                    ? create.flaws.reading(AnthropicErrors.INSTANCE, create.ids.size())
                    : new Reading.Refused<>(AnthropicErrors.INSTANCE.notJson());
        } catch (OneByOne.TooLongException _) {
            return new Reading.Refused<>(AnthropicErrors.INSTANCE.requestTooLong(create.ids.size()));
        } catch (JsonProcessingException | CharConversionException _) {
            // Its message quotes what it read.
            return new Reading.Refused<>(AnthropicErrors.INSTANCE.notJson());
        }
    }

    private void hold(long bytes) {
        room.accept(bytes + ids.size() * ID_BYTES);
    }

    /** False where it is no object, or has a field twice. */
    private boolean readBody(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (flaws.first().isEmpty() && parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isRequests = parser.currentName().equals("requests");
            parser.nextToken();
            if (!isRequests) {
                parser.skipChildren();
            } else if (found || !readRequests(parser)) {
                return false;
            }
        }
        flaws.addIf(!found, new Flaw.Missing("requests"));
        return flaws.first().isPresent() || parser.nextToken() == null;
    }

    private boolean readRequests(JsonParser parser) throws IOException {
        found = !parser.hasToken(JsonToken.VALUE_NULL);
        if (!found) {
            return true;
        }
        if (!parser.isExpectedStartArrayToken()) {
            flaws.add(new Flaw.WrongKind("requests", "an array of objects", "something else"));
            return true;
        }
        while (flaws.first().isEmpty() && parser.nextToken() != JsonToken.END_ARRAY) {
            body.next();
            if (!readRequest(parser)) {
                return false;
            }
        }
        flaws.addIf(
                ids.isEmpty(), new Flaw.Other("requests", "List should have at least 1 item after validation, not 0"));
        return true;
    }

    private boolean readRequest(JsonParser parser) throws IOException {
        String path = "requests[" + ids.size() + "]";
        if (ids.size() == MOST) {
            flaws.add(new Flaw.Other(
                    "requests", "List should have at most " + MOST + " items after validation, not " + (MOST + 1)));
            return true;
        }
        if (!parser.isExpectedStartObjectToken()) {
            flaws.add(new Flaw.WrongKind(path, "an object", "something else"));
            return true;
        }
        String line = Json.copy(parser);
        Optional<ObjectNode> request = Json.read(line);
        if (request.isEmpty()) {
            return false;
        }
        check(Fields.of(request.get(), path, flaws));
        if (flaws.first().isEmpty()) {
            requests.add(request.get().path("params").path("model").asText(""), line);
        }
        return true;
    }

    private void check(Fields request) {
        String id = request.neededText("custom_id");
        String path = request.pathOf("custom_id");
        flaws.addIf(id.isEmpty(), new Flaw.Other(path, "String should have at least 1 character"));
        flaws.addIf(
                id.length() > LONGEST_ID,
                new Flaw.Other(path, "String should have at most " + LONGEST_ID + " characters"));
        flaws.addIf(!id.matches(CUSTOM_ID), new Flaw.Other(path, "String should match pattern '" + CUSTOM_ID + "'"));
        request.need("params");
        request.object("params");
        flaws.addIf(
                flaws.first().isEmpty() && !ids.add(id),
                new Flaw.Other(
                        "requests", "custom_id's must be unique within a batch. Duplicate custom_id found: " + id));
    }
}
