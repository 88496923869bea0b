package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.routing.Endpoint;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests with more than text, and what becomes of them on the wire. */
final class Talks {
    static final String SCHEMA = """
            {"type":"object","properties":{"city":{"type":"string","maxLength":40}},"required":["city"]}""";
    static final List<Tool> TOOLS = List.of(
            new Tool("weather", "Tells the \"weather\".", SCHEMA), new Tool("ping", null, "{\"type\":\"object\"}"));

    private Talks() {}

    /** Pictures, two tools asked for at a time, their results, and a question after them. */
    static InferenceRequest.Builder full() {
        return Samples.request()
                .setMessages(List.of(
                        parts(Role.SYSTEM, text("Be brief.")),
                        parts(
                                Role.USER,
                                text("Where is this?"),
                                image("https://pictures.example/a.png", null),
                                image(null, "image/png")),
                        new Message(
                                Role.ASSISTANT,
                                "",
                                null,
                                List.of(
                                        new ToolCall("c1", "weather", "{ \"city\": \"Köln\" }"),
                                        new ToolCall("c2", "ping", "{}")),
                                null),
                        new Message(Role.TOOL, "Rain.", null, null, "c1"),
                        new Message(Role.TOOL, "", List.of(text("Pong."), text("Twice.")), null, "c2"),
                        Messages.text(Role.USER, "And now?")))
                .setTools(TOOLS);
    }

    static InferenceRequest choosing(@Nullable String choice) {
        return Samples.request().setTools(TOOLS).setToolChoice(choice).build();
    }

    static InferenceRequest structured() {
        return Samples.request().setJsonSchema(SCHEMA).build();
    }

    /** Each format has fields of its own; only those of the endpoint's format may be sent. */
    static InferenceRequest withVendorFields() {
        return Samples.request()
                .setVendorFields(Map.of(
                        "openai_chat", "{\"user\":\"u-1\",\"metadata\":{\"a\":\"b\"}}",
                        "anthropic_messages", "{\"service_tier\":\"auto\",\"metadata\":{\"user_id\":\"u-1\"}}",
                        "gemini_generate", "{\"cachedContent\":\"cachedContents/1\",\"labels\":{\"a\":\"b\"}}"))
                .build();
    }

    static InferenceRequest vectors(@Nullable Integer dimensions) {
        return Samples.request()
                .setMessages(List.of())
                .setOperation(Operation.EMBEDDINGS)
                .setInputs(List.of("One.", "Zwei ü"))
                .setDimensions(dimensions)
                .build();
    }

    static JsonNode sent(WireFormat format, InferenceRequest request) throws IOException {
        return sent(Samples.of(format), request);
    }

    static JsonNode sent(Endpoint endpoint, InferenceRequest request) throws IOException {
        WireRequest wire = WireAdapter.of(endpoint.format()).encode(new WireCall(endpoint, request, null));
        return new ObjectMapper().readTree(wire.body());
    }

    static JsonNode tree(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    private static Message parts(Role role, ContentPart... parts) {
        return new Message(role, "", List.of(parts), null, null);
    }

    private static ContentPart text(String text) {
        return new ContentPart(text, null);
    }

    /** Without an address it has bytes, among them some whose Base64 differs between the alphabets. */
    private static ContentPart image(@Nullable String url, @Nullable String mediaType) {
        ByteBuffer data = url == null ? ByteBuffer.wrap(new byte[] {-5, -1, -2, 0}) : null;
        return new ContentPart(null, new Image(url, data, mediaType));
    }
}
