package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatBuilderTest {
    private static final ClientConfig CONFIG =
            ClientConfig.builder("kafka:9092", URI.create("http://registry")).build();
    private static final ToolCall WEATHER_IN_BERN = new ToolCall("c1", "weather", "{\"town\": \"Bern\"}");
    private static final ToolCall WEATHER_IN_ROME = new ToolCall("c2", "weather", "{\"town\": \"Rome\"}");
    private static final String SCHEMA = "{\"type\": \"object\"}";

    @Test
    void shouldShowPicturesWithTheTextAroundThem() {
        // Given
        byte[] bytes = {1, 2, 3};

        // When
        ChatBuilder builder = Request.on("describe")
                .user(
                        Content.text("Which of them"),
                        Content.image(URI.create("https://example.org/a.png")),
                        Content.image(bytes, "image/jpeg"),
                        Content.text("is a cat?"));
        bytes[0] = 9;

        // Then
        ByteBuffer sent = ByteBuffer.wrap(new byte[] {1, 2, 3});
        assertThat(record(builder).getMessages())
                .containsExactly(new Message(
                        Role.USER,
                        "",
                        List.of(
                                new ContentPart("Which of them", null),
                                new ContentPart(null, new Image("https://example.org/a.png", null, null)),
                                new ContentPart(null, new Image(null, sent, "image/jpeg")),
                                new ContentPart("is a cat?", null)),
                        null,
                        null));
    }

    @Test
    void shouldTellWhatToolsGave() {
        // When
        ChatBuilder builder = Request.on("travel")
                .user("Where is it warmer?")
                .assistant("Let me see.", List.of(WEATHER_IN_BERN, WEATHER_IN_ROME))
                .toolResult("c2", "23 °C")
                .toolResult("c1", "")
                .assistant("In Rome.")
                .tool("weather", "The weather of a town.", SCHEMA)
                .tool("route", "", SCHEMA)
                .toolChoice(ToolChoice.of("route"));

        // Then
        InferenceRequest record = record(builder);
        assertThat(record.getMessages())
                .containsExactly(
                        new Message(Role.USER, "Where is it warmer?", null, null, null),
                        new Message(
                                Role.ASSISTANT, "Let me see.", null, List.of(WEATHER_IN_BERN, WEATHER_IN_ROME), null),
                        new Message(Role.TOOL, "23 °C", null, null, "c2"),
                        new Message(Role.TOOL, "", null, null, "c1"),
                        new Message(Role.ASSISTANT, "In Rome.", null, null, null));
        assertThat(record.getTools())
                .containsExactly(
                        new Tool("weather", "The weather of a town.", SCHEMA), new Tool("route", null, SCHEMA));
        assertThat(record.getToolChoice()).isEqualTo("route");
    }

    @Test
    void shouldSayWhatTheAnswerShallBeLike() {
        // When
        InferenceRequest record = record(Request.on("summarize")
                .user("text")
                .jsonSchema(SCHEMA)
                .fallbackOnRefusal(true)
                .truncationAllowed(false));

        // Then
        assertThat(record.getJsonSchema()).isEqualTo(SCHEMA);
        assertThat(record.getFallbackOnRefusal()).isTrue();
        assertThat(record.getTruncationAllowed()).isFalse();
        assertThat(record.getOperation()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "none", "required", "weather"})
    void shouldTakeEveryChoiceBesideTools(String choice) {
        // When
        ChatBuilder builder =
                Request.on("travel").user("text").tool("weather", "", "{}").toolChoice(ToolChoice.of(choice));

        // Then
        assertThat(record(builder).getToolChoice()).isEqualTo(choice);
    }

    static Stream<Arguments> invalidTexts() {
        return Stream.of(
                invalid("content is '[]', allowed: at least one piece", b -> b.user(new Content[0])),
                invalid("text is '', allowed: one character or more", b -> b.user(Content.text(""))),
                invalid(
                        "url is 'file:/etc/passwd', allowed: an address with http or https and a host",
                        b -> b.user(Content.image(URI.create("file:/etc/passwd")))),
                invalid("url is 'https:///a.png', allowed: ", b -> b.user(Content.image(URI.create("https:///a.png")))),
                invalid(
                        "data is '0 bytes', allowed: one byte or more",
                        b -> b.user(Content.image(new byte[0], "image/png"))),
                invalid(
                        "mediaType is 'text/plain', allowed: a picture's, such as image/png",
                        b -> b.user(Content.image(new byte[1], "text/plain"))),
                invalid(
                        "jsonSchema is '{\"type\": ', allowed: a JSON object (Unexpected end-of-input",
                        b -> b.jsonSchema("{\"type\": ")),
                invalid("jsonSchema is '', allowed: a JSON object", b -> b.jsonSchema("")),
                invalid(
                        "jsonSchema is '{\"a\":1,\"a\":2}', allowed: a JSON object (Duplicate field 'a')",
                        b -> b.jsonSchema("{\"a\":1,\"a\":2}")),
                invalid(
                        "jsonSchema is '" + "x".repeat(80) + "…', allowed: a JSON object",
                        b -> b.jsonSchema("x".repeat(100))));
    }

    static Stream<Arguments> invalidTools() {
        return Stream.of(
                invalid("tool is 'a b', allowed: 1 to 64 letters", b -> b.tool("a b", "", "{}")),
                invalid("tool is 'auto', allowed: ", b -> b.tool("auto", "", "{}")),
                invalid("tool is 'x', allowed: ", b -> b.tool("x", "", "{}").tool("x", "", "{}")),
                invalid("tool.parameters is 'none', allowed: a JSON object", b -> b.tool("x", "", "none")),
                invalid(
                        "toolChoice is 'required', allowed: auto, none or required beside tools, or one of these: []",
                        b -> b.toolChoice(ToolChoice.REQUIRED)),
                invalid(
                        "toolChoice is 'y', allowed: ",
                        b -> b.tool("x", "", "{}").toolChoice(ToolChoice.of("y"))),
                invalid("toolCalls is '[]', allowed: at least one", b -> b.assistant("", List.of())),
                invalid(
                        "toolCalls[1].id is 'c1', allowed: an id of its own",
                        b -> b.assistant("", List.of(WEATHER_IN_BERN, WEATHER_IN_BERN))),
                invalid(
                        "toolCalls[0].arguments is 'Bern', allowed: a JSON object",
                        b -> b.assistant("", List.of(new ToolCall("c1", "weather", "Bern")))),
                invalid(
                        "toolCalls[0].name is '', allowed: ",
                        b -> b.assistant("", List.of(new ToolCall("c1", "", "{}")))),
                invalid(
                        "toolCallId is 'c3', allowed: a call that waits for its result: [c1]",
                        b -> b.assistant("", List.of(WEATHER_IN_BERN)).toolResult("c3", "warm")),
                invalid(
                        "toolCallId is 'c1', allowed: a call that waits for its result: []",
                        b -> b.assistant("", List.of(WEATHER_IN_BERN))
                                .toolResult("c1", "warm")
                                .toolResult("c1", "warm")),
                invalid(
                        "toolCalls is '[c1]', allowed: calls whose results come right behind them",
                        b -> b.assistant("", List.of(WEATHER_IN_BERN)).user("Well?")),
                invalid(
                        "toolCalls is '[c2]', allowed: ",
                        b -> b.assistant("", List.of(WEATHER_IN_BERN, WEATHER_IN_ROME))
                                .toolResult("c1", "warm")));
    }

    private static Arguments invalid(String message, UnaryOperator<ChatBuilder> mistake) {
        return Arguments.of(message, mistake);
    }

    @ParameterizedTest
    @MethodSource({"invalidTexts", "invalidTools"})
    void shouldNameTheFieldAndTheValue(String message, UnaryOperator<ChatBuilder> mistake) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        mistake.apply(Request.on("summarize").user("text")).build())
                .withMessageStartingWith(message);
    }

    private static InferenceRequest record(ChatBuilder builder) {
        return builder.build().toRecord(CONFIG, new ReplyTo("replies", 0), Instant.EPOCH);
    }
}
