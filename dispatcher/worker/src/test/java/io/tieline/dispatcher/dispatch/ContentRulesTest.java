package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContentRulesTest {
    private static final Message QUESTION = Messages.text(Role.USER, "Is it warm in Bern?");
    private static final Tool WEATHER = new Tool("weather", null, "{\"type\": \"object\"}");
    private static final ToolCall CALL = new ToolCall("c-1", "weather", "{\"town\": \"Bern\"}");

    static Stream<Arguments> served() {
        return Stream.of(
                served("a picture alone", messages(parts(Role.USER, picture(address("https://a.example/b.png"))))),
                served("a picture's bytes", messages(parts(Role.USER, picture(bytes("image/svg+xml", 1))))),
                served("words in parts", messages(parts(Role.ASSISTANT, words("I am")), parts(Role.USER, words("me")))),
                served("a blank one of two", messages(Messages.text(Role.SYSTEM, " "), QUESTION)),
                served("a call alone", messages(calls(CALL))),
                served("a call and its result", messages(QUESTION, calls(CALL), result("c-1", ""))),
                served("the result of an older call", messages(calls(CALL), QUESTION, result("c-1", "no"))),
                served("said to be a chat", request -> request.setOperation(Operation.CHAT)),
                served("a tool", tools(null, WEATHER)),
                served("a tool that must be used", tools("required", WEATHER)),
                served("one of two tools", tools("weather", tool("a".repeat(64), "{}"), WEATHER)),
                served("a schema", request -> request.setJsonSchema("{\"type\": \"array\"}")),
                served("one vector", vectors("a")),
                served("most vectors", vectors(Collections.nCopies(2_048, "a").toArray(String[]::new))),
                served("short vectors", vectors("a").andThen(request -> request.setDimensions(1))::apply));
    }

    private static Arguments served(String what, UnaryOperator<InferenceRequest.Builder> change) {
        return arguments(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void shouldFindNothingWrong(String what, UnaryOperator<InferenceRequest.Builder> change) {
        assertThat(ContentRules.check(change.apply(Requests.request()).build()))
                .as(what)
                .isEmpty();
    }

    static Stream<Arguments> conversations() {
        String place = "messages[0].";
        return Stream.of(
                refused("messages is '[]', allowed: at least one message", messages()),
                refused("messages is 'blank', allowed: at least one message with", messages(blank())),
                refused("messages is 'blank'", messages(parts(Role.USER, words(" ")))),
                refused("messages is 'blank'", messages(new Message(Role.USER, "", List.of(), List.of(), null))),
                refused(place + "toolCallId is 'null', allowed: one in", messages(Messages.text(Role.TOOL, "warm"))),
                refused(
                        place + "toolCallId is 'c-1', allowed: one in messages of the role TOOL, and only there",
                        messages(new Message(Role.USER, "warm", null, null, "c-1"))),
                refused(
                        place + "toolCallId is 'c-1', allowed: the id of a tool call before it",
                        messages(result("c-1", "warm"))),
                refused("messages[1].toolCallId is 'c-2'", messages(calls(CALL), result("c-2", "warm"))),
                refused(place + "toolCallId is 'c-1'", messages(result("c-1", "too early"), calls(CALL))),
                refused(
                        place + "toolCalls is '1 calls by USER', allowed: only in messages of the role ASSISTANT",
                        messages(new Message(Role.USER, "", null, List.of(CALL), null))),
                refused(place + "toolCalls[0].id is '', allowed", messages(calls(new ToolCall("", "weather", "{}")))),
                refused(
                        place + "toolCalls[1].name is 'the weather', allowed: 1 to 64 letters, digits, _ and -",
                        messages(calls(CALL, new ToolCall("c-2", "the weather", "{}")))),
                refused(
                        place + "toolCalls[0].arguments is 'something else', allowed: a JSON object",
                        messages(calls(new ToolCall("c-1", "weather", "Bern")))));
    }

    static Stream<Arguments> parts() {
        String place = "messages[0].";
        String part = place + "parts[0]";
        return Stream.of(
                refused(
                        place + "content is 'text beside parts', allowed: one of both",
                        messages(new Message(Role.USER, "Look:", List.of(words("here")), null, null))),
                refused(
                        part + ".image is 'by SYSTEM', allowed: only in messages of the role USER",
                        messages(parts(Role.SYSTEM, picture(address("https://a.example"))))),
                refused(
                        part + " is 'neither', allowed: a text or an image",
                        messages(parts(Role.USER, new ContentPart(null, null)))),
                refused(
                        part + " is 'both', allowed: a text or an image",
                        messages(parts(Role.USER, new ContentPart("a", address("https://a.example"))))),
                refused(
                        "messages[0].parts[1].image is 'by ASSISTANT', allowed: only in messages of the role USER",
                        messages(parts(Role.ASSISTANT, words("a"), picture(address("https://a.example"))))));
    }

    static Stream<Arguments> pictures() {
        String image = "messages[0].parts[0].image";
        return Stream.of(
                refused(image + " is 'neither', allowed: url or data", picturesOf(new Image(null, null, "image/png"))),
                refused(
                        image + " is 'both', allowed: url or data",
                        picturesOf(new Image("https://a.example", ByteBuffer.allocate(1), "image/png"))),
                refused(
                        image + ".url is 'file:///etc/passwd', allowed: an http or https address",
                        picturesOf(address("file:///etc/passwd"))),
                refused(image + ".url is 'https://a b', allowed", picturesOf(address("https://a b"))),
                refused(image + ".data is 'empty', allowed: the bytes of a picture", picturesOf(bytes("image/png", 0))),
                refused(image + ".mediaType is 'null', allowed: image/ and a kind", picturesOf(bytes(null, 1))),
                refused(image + ".mediaType is 'text/html', allowed", picturesOf(bytes("text/html", 1))),
                refused(
                        image + ".mediaType is 'text/html', allowed",
                        picturesOf(new Image("https://a.example", null, "text/html"))));
    }

    static Stream<Arguments> tools() {
        return Stream.of(
                refused("tools.name is '', allowed: 1 to 64 letters, digits, _ and -", tools(null, tool("", "{}"))),
                refused("tools.name is 'wetter für', allowed", tools(null, tool("wetter für", "{}"))),
                refused("tools.name is '" + "a".repeat(65) + "', allowed", tools(null, tool("a".repeat(65), "{}"))),
                refused("tools.name is 'weather', allowed: each name once", tools(null, WEATHER, WEATHER)),
                refused(
                        "tools.parameters of t is 'something else', allowed: a JSON object",
                        tools(null, tool("t", "[]"))),
                refused(
                        "tools.parameters of t is 'not usable', allowed: a JSON schema; ",
                        tools(null, tool("t", "{\"pattern\": \"(\"}"))),
                refused(
                        "toolChoice is 'time', allowed: auto, none, required, or the name of a tool that is offered",
                        tools("time", WEATHER)),
                refused("toolChoice is 'AUTO', allowed", tools("AUTO", WEATHER)),
                refused("toolChoice is 'none', allowed: only beside tools", tools("none")),
                refused("jsonSchema is 'something else'", request -> request.setJsonSchema("\"text\"")),
                refused("jsonSchema is 'something else'", request -> request.setJsonSchema("{\"a\": 1, \"a\": 2}")),
                refused("jsonSchema is 'not usable'", request -> request.setJsonSchema("{\"pattern\": \"(\"}")));
    }

    static Stream<Arguments> embeddings() {
        return Stream.of(
                refused("inputs is '0 texts', allowed: 1 to 2048 texts for EMBEDDINGS", vectors()),
                refused(
                        "inputs is '2049 texts'",
                        vectors(Collections.nCopies(2_049, "a").toArray(String[]::new))),
                refused("inputs[1] is ' ', allowed: a text that isn't blank", vectors("a", " ")),
                refused(
                        "messages is '1 messages', allowed: none for EMBEDDINGS",
                        with(request -> request.setMessages(List.of(QUESTION)))),
                refused("tools is '1 tools', allowed: none for EMBEDDINGS", with(tools(null, WEATHER))),
                refused("toolChoice is 'auto', allowed: none for EMBEDDINGS", with(tools("auto"))),
                refused(
                        "jsonSchema is '{}', allowed: none for EMBEDDINGS",
                        with(request -> request.setJsonSchema("{}"))),
                refused("dimensions is '0', allowed: 1 or more", with(request -> request.setDimensions(0))),
                refused("dimensions is '8', allowed: none for CHAT", request -> request.setDimensions(8)),
                refused("inputs is '1 texts', allowed: none for CHAT", request -> request.setInputs(List.of("a"))));
    }

    private static Arguments refused(String message, UnaryOperator<InferenceRequest.Builder> change) {
        return arguments(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"conversations", "parts", "pictures", "tools", "embeddings"})
    void shouldNameTheFieldAndItsValue(String message, UnaryOperator<InferenceRequest.Builder> change) {
        assertThat(ContentRules.check(change.apply(Requests.request()).build())).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(problem.message()).startsWith(message);
        });
    }

    private static UnaryOperator<InferenceRequest.Builder> messages(Message... messages) {
        return request -> request.setMessages(List.of(messages));
    }

    private static UnaryOperator<InferenceRequest.Builder> tools(@Nullable String choice, Tool... tools) {
        return request -> request.setTools(List.of(tools)).setToolChoice(choice);
    }

    private static UnaryOperator<InferenceRequest.Builder> vectors(String... inputs) {
        return request -> request.setOperation(Operation.EMBEDDINGS)
                .setMessages(List.of())
                .setInputs(List.of(inputs));
    }

    private static UnaryOperator<InferenceRequest.Builder> with(UnaryOperator<InferenceRequest.Builder> change) {
        return request -> change.apply(vectors("a").apply(request));
    }

    private static UnaryOperator<InferenceRequest.Builder> picturesOf(Image image) {
        return messages(parts(Role.USER, picture(image)));
    }

    private static Message blank() {
        return Messages.text(Role.USER, " \n");
    }

    private static Message parts(Role role, ContentPart... parts) {
        return new Message(role, "", List.of(parts), null, null);
    }

    private static Message calls(ToolCall... calls) {
        return new Message(Role.ASSISTANT, "", null, List.of(calls), null);
    }

    private static Message result(String callId, String content) {
        return new Message(Role.TOOL, content, null, null, callId);
    }

    private static ContentPart words(String text) {
        return new ContentPart(text, null);
    }

    private static ContentPart picture(Image image) {
        return new ContentPart(null, image);
    }

    private static Image address(String url) {
        return new Image(url, null, null);
    }

    private static Image bytes(@Nullable String mediaType, int count) {
        return new Image(null, ByteBuffer.allocate(count), mediaType);
    }

    private static Tool tool(String name, String parameters) {
        return new Tool(name, null, parameters);
    }
}
