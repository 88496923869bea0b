package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
    private static final WireCall CALL = Samples.call(Samples.openAi());

    @Test
    void shouldDropWhatIsQuotedFromTheRequest() {
        // When
        String text = SafeText.of("Could not read 'patient Ottilie Kranzbühler, born 1961.' as JSON", CALL);

        // Then
        assertThat(text).isEqualTo("Could not read '[…]' as JSON");
    }

    @Test
    void shouldDropAQuoteInPieces() {
        // When
        String text = SafeText.of("near \"Ottilie Kranz\"... and \"born 1961.\" and \"of patient Ot\"", CALL);

        // Then
        assertThat(text).isEqualTo("near \"[…]\"... and \"born 1961.\" and \"[…]\"");
    }

    @Test
    void shouldDropALongPromptThatRepeatsItself() {
        // Given
        WireCall call = new WireCall(
                Samples.openAi(),
                Samples.request()
                        .setMessages(List.of(Messages.text(Role.USER, "a".repeat(2_000_000))))
                        .build(),
                null);

        // When
        String text = SafeText.of("bad: " + "a".repeat(100), call);

        // Then
        assertThat(text).isEqualTo("bad: […]");
    }

    @ParameterizedTest
    @CsvSource({
        "Incorrect API key provided: sk-test-0123456789abcdef., Incorrect API key provided: ***.",
        "Incorrect API key provided: sk-proj-AbC***xyz9., Incorrect API key provided: ***.",
        "key AIzaSyA1234567890 is leaked, key *** is leaked",
        "header Bearer abcdef0123456789 refused, header *** refused",
        "use a task-specific model, use a task-specific model",
    })
    void shouldDropKeys(String sentence, String expected) {
        assertThat(SafeText.of(sentence, CALL)).isEqualTo(expected);
    }

    @Test
    void shouldMakeOneShortLine() {
        // When
        String text = SafeText.of("one\r\n\ttwo\u0000" + "\ud83c\udf0d".repeat(400), CALL);

        // Then
        assertThat(text).startsWith("one two ").endsWith("…").hasSizeLessThanOrEqualTo(SafeText.LONGEST);
        assertThat(Character.isHighSurrogate(text.charAt(text.length() - 2))).isFalse();
    }

    static Stream<Arguments> quoted() {
        return Stream.of(
                arguments("a part", "patient Ottilie", user(words("The patient Ottilie Kranzbühler"))),
                arguments("the address of a picture", "https://a.example/b?signature=123", user(picture())),
                arguments("an argument", "Kranzbühler, Ottilie", called("{\"of\": \"Kranzb\\u00fchler, Ottilie\"}")),
                arguments("arguments as sent", "{\"of\": \"Ottilie\"}", called("{\"of\": \"Ottilie\"}")),
                arguments("a result", "Ottilie's fever", Messages.text(Role.TOOL, "Ottilie's fever is high")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quoted")
    void shouldDropWhatIsQuotedFromAMessage(String what, String quote, Message message) {
        assertThat(SafeText.of("bad '" + quote + "'.", call(request -> request.setMessages(List.of(message)))))
                .as(what)
                .isEqualTo("bad '[…]'.");
    }

    static Stream<Arguments> quotedElsewhere() {
        Tool tool = new Tool("case_of_ottilie", "Tells of Ottilie's case", "{\"title\": \"Ottilie's temperature\"}");
        return Stream.of(
                field("the name of a tool", "case_of_ottilie", request -> request.setTools(List.of(tool))),
                field("what a tool is for", "Tells of Ottilie's case", request -> request.setTools(List.of(tool))),
                field("parameters of a tool", "Ottilie's temperature", request -> request.setTools(List.of(tool))),
                field("an input", "Ottilie Kranz", request -> request.setInputs(List.of("a", "Ottilie Kranzbühler"))),
                field("a stop", "Ottilie Kranz", request -> request.setStop(List.of("Ottilie Kranzbühler"))),
                field(
                        "a schema",
                        "fever_of_ottilie",
                        request -> request.setJsonSchema(
                                "{\"properties\": {\"fever_of_ottilie\": {\"pattern\": \"\\\\d+\"}}}")),
                field(
                        "a vendor field",
                        "Ottilie Kranzbühler",
                        request -> request.setVendorFields(
                                Map.of("openai_chat", "{\"user\": \"Ottilie Kranzb\\u00fchler\"}"))));
    }

    private static Arguments field(String what, String quote, UnaryOperator<InferenceRequest.Builder> change) {
        return arguments(what, quote, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quotedElsewhere")
    void shouldDropWhatIsQuotedFromOtherFields(
            String what, String quote, UnaryOperator<InferenceRequest.Builder> change) {
        assertThat(SafeText.of("bad '" + quote + "'.", call(change))).as(what).isEqualTo("bad '[…]'.");
    }

    @Test
    void shouldSpareTheWordsThatSchemasAreMadeOf() {
        // Given
        String schema = "{\"additionalProperties\": {\"title\": \"\\u00e4\"}}";

        // When
        String text =
                SafeText.of("'additionalProperties' must be false", call(request -> request.setJsonSchema(schema)));

        // Then
        assertThat(text).isEqualTo("'additionalProperties' must be false");
    }

    /** Wherever in the picture it is, on the border of two slices as well. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_516, 65_524, 65_535, 65_536, 131_060, 133_320})
    void shouldNeverQuoteAPicture(int at) {
        // Given
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        Image image = new Image(null, ByteBuffer.wrap(bytes), "image/png");
        String sent = Base64.getEncoder().encodeToString(bytes);
        WireCall call = call(request -> request.setMessages(List.of(user(new ContentPart(null, image)))));

        // When
        String text = SafeText.of("no picture: '" + sent.substring(at, at + SafeText.ECHO) + "'", call);

        // Then
        assertThat(text).isEqualTo("no picture: '[…]'");
        assertThat(image.getData().remaining()).isEqualTo(bytes.length);
    }

    private static WireCall call(UnaryOperator<InferenceRequest.Builder> change) {
        return new WireCall(Samples.openAi(), change.apply(Samples.request()).build(), null);
    }

    private static Message user(ContentPart part) {
        return new Message(Role.USER, "", List.of(part), null, null);
    }

    private static ContentPart words(String text) {
        return new ContentPart(text, null);
    }

    private static ContentPart picture() {
        return new ContentPart(null, new Image("https://a.example/b?signature=123", null, null));
    }

    private static Message called(String arguments) {
        return new Message(Role.ASSISTANT, "", null, List.of(new ToolCall("c-1", "t", arguments)), null);
    }
}
