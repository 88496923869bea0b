package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Messages, tools and schemas in the words of OpenAI chat completions. */
final class OpenAiContent {
    private OpenAiContent() {}

    /**
     * Writes the conversation.
     *
     * @param ids the server's own form of the ids of tool calls
     */
    static void writeMessages(JsonGenerator json, List<Message> messages, UnaryOperator<String> ids)
            throws IOException {
        json.writeArrayFieldStart("messages");
        for (Message message : messages) {
            json.writeStartObject();
            json.writeStringField("role", message.getRole().name().toLowerCase(Locale.ROOT));
            writeContent(json, message);
            writeCalls(json, Messages.orEmpty(message.getToolCalls()), ids);
            if (message.getToolCallId() != null) {
                json.writeStringField("tool_call_id", ids.apply(message.getToolCallId()));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeContent(JsonGenerator json, Message message) throws IOException {
        List<ContentPart> parts = Messages.orEmpty(message.getParts());
        if (parts.isEmpty()) {
            boolean nothingSaid = message.getContent().isEmpty()
                    && !Messages.orEmpty(message.getToolCalls()).isEmpty();
            json.writeStringField("content", nothingSaid ? null : message.getContent());
            return;
        }
        json.writeArrayFieldStart("content");
        for (ContentPart part : parts) {
            json.writeStartObject();
            if (part.getImage() == null) {
                json.writeStringField("type", "text");
                json.writeStringField("text", part.getText());
            } else {
                json.writeStringField("type", "image_url");
                json.writeObjectFieldStart("image_url");
                json.writeStringField("url", addressOf(part.getImage()));
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String addressOf(Image image) {
        return image.getUrl() != null
                ? image.getUrl()
                : "data:" + image.getMediaType() + ";base64,"
                        + Base64.getEncoder().encodeToString(Json.bytes(image.getData()));
    }

    private static void writeCalls(JsonGenerator json, List<ToolCall> calls, UnaryOperator<String> ids)
            throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tool_calls");
        for (ToolCall call : calls) {
            json.writeStartObject();
            json.writeStringField("id", ids.apply(call.getId()));
            json.writeStringField("type", "function");
            json.writeObjectFieldStart("function");
            json.writeStringField("name", call.getName());
            json.writeStringField("arguments", call.getArguments());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * Writes the tools.
     *
     * @param required the server's word for a call that must be made
     */
    static void writeTools(JsonGenerator json, InferenceRequest request, String required) throws IOException {
        List<Tool> tools = Messages.orEmpty(request.getTools());
        if (tools.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tools");
        for (Tool tool : tools) {
            json.writeStartObject();
            json.writeStringField("type", "function");
            json.writeObjectFieldStart("function");
            ToolDeclaration.write(json, tool, "parameters");
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        writeChoice(json, request.getToolChoice(), required);
    }

    private static void writeChoice(JsonGenerator json, @Nullable String choice, String required) throws IOException {
        switch (choice) {
            case null -> {}
            case "auto", "none" -> json.writeStringField("tool_choice", choice);
            case "required" -> json.writeStringField("tool_choice", required);
            default -> {
                json.writeObjectFieldStart("tool_choice");
                json.writeStringField("type", "function");
                json.writeObjectFieldStart("function");
                json.writeStringField("name", choice);
                json.writeEndObject();
                json.writeEndObject();
            }
        }
    }

    static void writeSchema(JsonGenerator json, @Nullable String schema) throws IOException {
        if (schema == null) {
            return;
        }
        json.writeObjectFieldStart("response_format");
        json.writeStringField("type", "json_schema");
        json.writeObjectFieldStart("json_schema");
        json.writeStringField("name", "answer");
        Json.raw(json, "schema", schema);
        json.writeEndObject();
        json.writeEndObject();
    }
}
