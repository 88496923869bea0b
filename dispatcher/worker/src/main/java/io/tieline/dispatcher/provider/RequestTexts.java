package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that a provider reads of a request and could quote: words, JSON as it stands there and as it reads without escapes, and
 * pictures as they are sent.
 */
final class RequestTexts {
    /** Bytes of a picture that are looked at together: a multiple of three, which base64 writes without padding. */
    private static final int SLICE = 3 * 16 * 1024;

    /** Words of JSON schemas themselves, which errors about schemas need and which tell nothing of the caller. */
    private static final Pattern KEYWORDS = Pattern.compile("\"(?:additionalProperties|unevaluatedProperties"
            + "|unevaluatedItems|patternProperties|propertyNames|minProperties|maxProperties|exclusiveMinimum"
            + "|exclusiveMaximum|dependentRequired|dependentSchemas|contentMediaType|contentEncoding)\"");

    private RequestTexts() {}

    static void each(InferenceRequest request, Consumer<String> visitor) {
        request.getStop().forEach(visitor);
        request.getInputs().forEach(visitor);
        request.getMessages().forEach(message -> message(message, visitor));
        Messages.orEmpty(request.getTools()).forEach(tool -> tool(tool, visitor));
        schema(request.getJsonSchema(), visitor);
        request.getVendorFields().values().forEach(fields -> json(fields, visitor));
    }

    private static void message(Message message, Consumer<String> visitor) {
        visitor.accept(message.getContent());
        for (ContentPart part : Messages.orEmpty(message.getParts())) {
            text(part.getText(), visitor);
            if (part.getImage() != null) {
                image(part.getImage(), visitor);
            }
        }
        for (ToolCall call : Messages.orEmpty(message.getToolCalls())) {
            visitor.accept(call.getName());
            json(call.getArguments(), visitor);
        }
    }

    private static void tool(Tool tool, Consumer<String> visitor) {
        visitor.accept(tool.getName());
        text(tool.getDescription(), visitor);
        schema(tool.getParameters(), visitor);
    }

    private static void text(@Nullable String text, Consumer<String> visitor) {
        if (text != null) {
            visitor.accept(text);
        }
    }

    /** Slice by slice, each a little longer than it is, so that what crosses two of them is seen in the first. */
    private static void image(Image image, Consumer<String> visitor) {
        text(image.getUrl(), visitor);
        ByteBuffer data = image.getData();
        if (data == null) {
            return;
        }
        for (int from = 0; from < data.remaining(); from += SLICE) {
            int length = Math.min(SLICE + SafeText.ECHO, data.remaining() - from);
            byte[] slice = new byte[length];
            data.get(data.position() + from, slice);
            visitor.accept(Base64.getEncoder().encodeToString(slice));
        }
    }

    private static void schema(@Nullable String schema, Consumer<String> visitor) {
        if (schema != null) {
            Arrays.asList(KEYWORDS.split(schema)).forEach(visitor);
            strings(schema, visitor);
        }
    }

    private static void json(String json, Consumer<String> visitor) {
        visitor.accept(json);
        strings(json, visitor);
    }

    /** Providers quote a text as it reads, which escapes in the JSON would hide. */
    private static void strings(String json, Consumer<String> visitor) {
        boolean escaped = json.indexOf('\\') >= 0;
        if (escaped && Json.read(json.getBytes(StandardCharsets.UTF_8)) instanceof Json.Body.Document(JsonNode root)) {
            strings(root, visitor);
        }
    }

    private static void strings(JsonNode node, Consumer<String> visitor) {
        if (node.isTextual()) {
            visitor.accept(node.textValue());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!KEYWORDS.matcher('"' + field.getKey() + '"').matches()) {
                visitor.accept(field.getKey());
            }
        }
        node.forEach(child -> strings(child, visitor));
    }
}
