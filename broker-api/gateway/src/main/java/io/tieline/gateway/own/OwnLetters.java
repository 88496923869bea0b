package io.tieline.gateway.own;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.replay.select.DeadLetterStats;
import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Found;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.schemas.Messages;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Dead letters, and which are asked for; the contents of a request in the words in which they can be edited and sent again. */
public final class OwnLetters {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OwnLetters() {}

    /**
     * Which are asked for.
     *
     * @param values those of a name, such as {@code tenant}; none: all are
     * @param now what times ago are counted from
     * @throws IllegalArgumentException if that can't be asked for, with what is wrong
     */
    public static Selection selection(Function<String, List<String>> values, Instant now) {
        return new Selection(
                Source.DEAD_LETTERS,
                new Filter(
                        OwnTimes.of("from", values.apply("from"), now),
                        OwnTimes.of("to", values.apply("to"), now),
                        Set.copyOf(values.apply("tenant")),
                        Set.copyOf(values.apply("route")),
                        Set.copyOf(values.apply("code")),
                        Set.copyOf(values.apply("endpoint")),
                        Set.copyOf(values.apply("job")),
                        Set.copyOf(values.apply("id")),
                        values.apply("text").stream().findFirst().orElse(null)));
    }

    /** Counts by hour, reason and endpoint. */
    public static ArrayNode rows(DeadLetterStats stats) {
        ArrayNode rows = JSON.createArrayNode();
        stats.rows()
                .forEach(row -> rows.addObject()
                        .put("hour", row.hour().toString())
                        .put("code", row.code())
                        .put("endpoint", row.endpoint())
                        .put("count", row.count()));
        return rows;
    }

    /** What tells one from the other. */
    public static ObjectNode line(DeadLetter letter) {
        InferenceReply reply = letter.getReply();
        Found found = Found.of(letter);
        ObjectNode object = JSON.createObjectNode()
                .put("id", letter.getRequestId())
                .put("original", found.original())
                .put("generation", letter.getGeneration())
                .put("deadAt", letter.getDeadAt().toString())
                .put("tenant", found.tenant())
                .put("route", found.route())
                .put("jobId", reply.getJobId())
                .put("outcome", reply.getOutcome().name().toLowerCase(Locale.ROOT))
                .put("code", reply.getError().getCode())
                .put("message", reply.getError().getMessage());
        ArrayNode endpoints = object.putArray("endpoints");
        found.endpoints().forEach(endpoints::add);
        return object;
    }

    /** All that is known of it. */
    public static ObjectNode whole(DeadLetter letter) {
        InferenceReply reply = letter.getReply();
        ObjectNode object = line(letter);
        reply.getError().getEvidence().forEach(object.putArray("evidence")::add);
        ArrayNode attempts = object.putArray("attempts");
        reply.getAttempts()
                .forEach(attempt -> attempts.addObject()
                        .put("number", attempt.getNumber())
                        .put("endpoint", attempt.getEndpointId())
                        .put("code", attempt.getCode())
                        .put("httpStatus", attempt.getHttpStatus())
                        .put("message", attempt.getMessage())
                        .put("startedAt", attempt.getStartedAt().toString())
                        .put("durationMillis", attempt.getDurationMillis()));
        object.put("costMicroUsd", reply.getCostMicroUsd());
        object.putObject("source")
                .put("topic", letter.getSource().getTopic())
                .put("partition", letter.getSource().getPartition())
                .put("offset", letter.getSource().getOffset());
        new TreeMap<>(reply.getAttributes()).forEach(object.putObject("attributes")::put);
        ByteBuffer raw = letter.getRaw();
        object.put("rawBase64", raw == null ? null : base64(raw));
        InferenceRequest request = letter.getRequest();
        object.set("contents", request == null ? null : contents(request));
        object.put(
                "contentsInFileStore",
                request == null ? 0 : StoredContents.of(request).size());
        return object;
    }

    private static String base64(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return Base64.getEncoder().encodeToString(array);
    }

    /** What 'tieline replay edit' takes. */
    private static ObjectNode contents(InferenceRequest request) {
        ObjectNode object = JSON.createObjectNode();
        if (request.getOperation() == Operation.EMBEDDINGS) {
            request.getInputs().forEach(object.putArray("inputs")::add);
            put(object, "dimensions", request.getDimensions());
        } else {
            ArrayNode messages = object.putArray("messages");
            request.getMessages().forEach(message -> message(message, messages.addObject()));
        }
        put(object, "maxOutputTokens", request.getMaxOutputTokens());
        put(object, "temperature", request.getTemperature());
        put(object, "topP", request.getTopP());
        put(object, "seed", request.getSeed());
        if (!request.getStop().isEmpty()) {
            request.getStop().forEach(object.putArray("stop")::add);
        }
        tools(request, object);
        if (request.getJsonSchema() != null) {
            object.set("jsonSchema", parsed(request.getJsonSchema()));
        }
        if (!request.getVendorFields().isEmpty()) {
            ObjectNode vendors = object.putObject("vendorFields");
            new TreeMap<>(request.getVendorFields()).forEach((format, fields) -> vendors.set(format, parsed(fields)));
        }
        return object;
    }

    private static void put(ObjectNode object, String name, @Nullable Object value) {
        if (value != null) {
            object.set(name, JSON.valueToTree(value));
        }
    }

    private static void message(Message message, ObjectNode object) {
        object.put("role", message.getRole().name().toLowerCase(Locale.ROOT)).put("content", message.getContent());
        if (message.getParts() != null) {
            ArrayNode parts = object.putArray("parts");
            message.getParts().forEach(part -> {
                ObjectNode one = parts.addObject();
                put(one, "text", part.getText());
                if (part.getImage() != null) {
                    image(part.getImage(), one.putObject("image"));
                }
            });
        }
        if (message.getToolCalls() != null) {
            ArrayNode calls = object.putArray("toolCalls");
            message.getToolCalls()
                    .forEach(call -> calls.addObject()
                            .put("id", call.getId())
                            .put("name", call.getName())
                            .set("arguments", parsed(call.getArguments())));
        }
        put(object, "toolCallId", message.getToolCallId());
    }

    private static void image(Image image, ObjectNode object) {
        put(object, "url", image.getUrl());
        if (image.getData() != null) {
            object.put("data", base64(image.getData())).put("mediaType", image.getMediaType());
        }
    }

    private static void tools(InferenceRequest request, ObjectNode object) {
        if (request.getTools() == null) {
            return;
        }
        ArrayNode tools = object.putArray("tools");
        Messages.orEmpty(request.getTools()).forEach(tool -> {
            ObjectNode one = tools.addObject().put("name", tool.getName());
            put(one, "description", tool.getDescription());
            one.set("parameters", parsed(tool.getParameters()));
        });
        put(object, "toolChoice", request.getToolChoice());
    }

    /** What dispatchers would refuse stays text, to be mended. */
    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }
}
