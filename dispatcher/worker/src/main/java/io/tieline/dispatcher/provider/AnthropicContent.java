package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tieline.dispatcher.provider.Conversation.Piece;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns, tools and schemas in the words of Anthropic Messages. */
final class AnthropicContent {
    private AnthropicContent() {}

    static void writeContent(JsonGenerator json, Conversation.Turn turn) throws IOException {
        Optional<String> text = Conversation.onlyText(turn);
        if (text.isPresent()) {
            json.writeStringField("content", text.get());
            return;
        }
        json.writeArrayFieldStart("content");
        for (Piece piece : turn.pieces()) {
            json.writeStartObject();
            write(json, piece);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Piece piece) throws IOException {
        switch (piece) {
            case Piece.Text(String text) -> {
                json.writeStringField("type", "text");
                json.writeStringField("text", text);
            }
            case Piece.Picture(Image image) -> write(json, image);
            case Piece.Call(ToolCall call) -> {
                json.writeStringField("type", "tool_use");
                json.writeStringField("id", CallIds.forAnthropic(call.getId()));
                json.writeStringField("name", call.getName());
                Json.raw(json, "input", call.getArguments());
            }
            case Piece.Result(String callId, String _, String content) -> {
                json.writeStringField("type", "tool_result");
                json.writeStringField("tool_use_id", CallIds.forAnthropic(callId));
                json.writeStringField("content", content);
            }
        }
    }

    private static void write(JsonGenerator json, Image image) throws IOException {
        json.writeStringField("type", "image");
        json.writeObjectFieldStart("source");
        if (image.getUrl() == null) {
            json.writeStringField("type", "base64");
            json.writeStringField("media_type", image.getMediaType());
            json.writeBinaryField("data", Json.bytes(image.getData()));
        } else {
            json.writeStringField("type", "url");
            json.writeStringField("url", image.getUrl());
        }
        json.writeEndObject();
    }

    static void writeTools(JsonGenerator json, InferenceRequest request) throws IOException {
        List<Tool> tools = Messages.orEmpty(request.getTools());
        if (tools.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tools");
        for (Tool tool : tools) {
            json.writeStartObject();
            ToolDeclaration.write(json, tool, "input_schema");
            json.writeEndObject();
        }
        json.writeEndArray();
        writeChoice(json, request.getToolChoice());
    }

    private static void writeChoice(JsonGenerator json, @Nullable String choice) throws IOException {
        if (choice == null) {
            return;
        }
        json.writeObjectFieldStart("tool_choice");
        switch (choice) {
            case "auto", "none" -> json.writeStringField("type", choice);
            case "required" -> json.writeStringField("type", "any");
            default -> {
                json.writeStringField("type", "tool");
                json.writeStringField("name", choice);
            }
        }
        json.writeEndObject();
    }

    static void writeSchema(JsonGenerator json, @Nullable String schema) throws IOException {
        if (schema == null) {
            return;
        }
        json.writeObjectFieldStart("format");
        json.writeStringField("type", "json_schema");
        json.writeFieldName("schema");
        json.writeTree(ClosedSchema.of(schema));
        json.writeEndObject();
    }
}
