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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parts, tools and inputs in the words of Gemini. */
final class GeminiContent {
    private GeminiContent() {}

    /** A bare name is one of the public models; tuned models come as {@code tunedModels/name}. */
    static String nameOf(String model) {
        return model.contains("/") ? model : "models/" + model;
    }

    static void writeParts(JsonGenerator json, List<Piece> pieces) throws IOException {
        json.writeArrayFieldStart("parts");
        for (Piece piece : pieces) {
            json.writeStartObject();
            write(json, piece);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Piece piece) throws IOException {
        switch (piece) {
            case Piece.Text(String text) -> json.writeStringField("text", text);
            case Piece.Picture(Image image) -> write(json, image);
            case Piece.Call(ToolCall call) -> {
                json.writeObjectFieldStart("functionCall");
                json.writeStringField("name", call.getName());
                Json.raw(json, "args", call.getArguments());
                json.writeEndObject();
            }
            case Piece.Result(String _, String tool, String content) -> {
                json.writeObjectFieldStart("functionResponse");
                json.writeStringField("name", tool);
                json.writeObjectFieldStart("response");
                json.writeStringField("result", content);
                json.writeEndObject();
                json.writeEndObject();
            }
        }
    }

    private static void write(JsonGenerator json, Image image) throws IOException {
        json.writeObjectFieldStart(image.getUrl() == null ? "inlineData" : "fileData");
        if (image.getMediaType() != null) {
            json.writeStringField("mimeType", image.getMediaType());
        }
        if (image.getUrl() == null) {
            json.writeBinaryField("data", Json.bytes(image.getData()));
        } else {
            json.writeStringField("fileUri", image.getUrl());
        }
        json.writeEndObject();
    }

    static void writeTools(JsonGenerator json, InferenceRequest request) throws IOException {
        List<Tool> tools = Messages.orEmpty(request.getTools());
        if (tools.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tools");
        json.writeStartObject();
        json.writeArrayFieldStart("functionDeclarations");
        for (Tool tool : tools) {
            json.writeStartObject();
            ToolDeclaration.write(json, tool, "parametersJsonSchema");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        writeChoice(json, request.getToolChoice());
    }

    private static void writeChoice(JsonGenerator json, @Nullable String choice) throws IOException {
        if (choice == null) {
            return;
        }
        json.writeObjectFieldStart("toolConfig");
        json.writeObjectFieldStart("functionCallingConfig");
        switch (choice) {
            case "auto", "none" -> json.writeStringField("mode", choice.toUpperCase(Locale.ROOT));
            case "required" -> json.writeStringField("mode", "ANY");
            default -> {
                json.writeStringField("mode", "ANY");
                Json.strings(json, "allowedFunctionNames", List.of(choice));
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    static void writeInputs(JsonGenerator json, WireCall call) throws IOException {
        json.writeArrayFieldStart("requests");
        for (String input : call.request().getInputs()) {
            json.writeStartObject();
            json.writeStringField("model", nameOf(call.endpoint().model()));
            json.writeObjectFieldStart("content");
            writeParts(json, List.of(new Piece.Text(input)));
            json.writeEndObject();
            if (call.request().getDimensions() != null) {
                json.writeNumberField("outputDimensionality", call.request().getDimensions());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
