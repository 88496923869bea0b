package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With OpenAI's own library as the judge of what is sent. */
@SuppressWarnings("deprecation") // Only what is deprecated there tells the fields that the library doesn't know.
class OpenAiContentTest {
    @Test
    void shouldSendPicturesCallsAndResults() throws IOException {
        // When
        JsonNode body = sent(Talks.full().build());

        // Then
        assertThat(body.path("messages")).isEqualTo(Talks.tree("""
                [{"role":"system","content":[{"type":"text","text":"Be brief."}]},
                {"role":"user","content":[{"type":"text","text":"Where is this?"},
                  {"type":"image_url","image_url":{"url":"https://pictures.example/a.png"}},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,+//+AA=="}}]},
                {"role":"assistant","content":null,"tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"weather","arguments":"{ \\"city\\": \\"Köln\\" }"}},
                  {"id":"c2","type":"function","function":{"name":"ping","arguments":"{}"}}]},
                {"role":"tool","content":"Rain.","tool_call_id":"c1"},
                {"role":"tool","content":[{"type":"text","text":"Pong."},{"type":"text","text":"Twice."}],
                  "tool_call_id":"c2"},
                {"role":"user","content":"And now?"}]"""));
        assertThat(body.path("tools")).isEqualTo(Talks.tree("""
                [{"type":"function","function":{"name":"weather","description":"Tells the \\"weather\\".",
                  "parameters":%s}},
                {"type":"function","function":{"name":"ping","parameters":{"type":"object"}}}]""".formatted(Talks.SCHEMA)));
        var theirs = understood(body);
        assertThat(theirs.messages().get(2).asAssistant().toolCalls().orElseThrow())
                .extracting(call -> call.asFunction().function().name())
                .containsExactly("weather", "ping");
        assertThat(theirs.messages().get(3).asTool().toolCallId()).isEqualTo("c1");
        assertThat(theirs.tools().orElseThrow())
                .extracting(tool -> tool.asFunction().function().name())
                .containsExactly("weather", "ping");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto     | \"auto\"     | \"auto\"",
                "none     | \"none\"     | \"none\"",
                "required | \"required\" | \"any\"",
                "ping     | {\"type\":\"function\",\"function\":{\"name\":\"ping\"}} "
                        + "| {\"type\":\"function\",\"function\":{\"name\":\"ping\"}}",
            })
    void shouldTellWhichToolMustBeUsed(String choice, String expected, String atMistral) throws IOException {
        // Given
        var mistral = Samples.endpoint(WireFormat.OPENAI_CHAT, "mistral", "m", "https://api.mistral.ai");

        // When
        JsonNode body = sent(Talks.choosing(choice));
        JsonNode mistrals = Talks.sent(mistral, Talks.choosing(choice));

        // Then
        assertThat(body.path("tool_choice")).isEqualTo(Talks.tree(expected));
        assertThat(mistrals.path("tool_choice")).isEqualTo(Talks.tree(atMistral));
        assertThat(understood(body).toolChoice()).isPresent();
    }

    @Test
    void shouldNotChooseForWhoDoesNotChoose() throws IOException {
        // When
        JsonNode body = sent(Talks.choosing(null));

        // Then
        assertThat(body.path("tools")).hasSize(2);
        assertThat(body.has("tool_choice")).isFalse();
    }

    @Test
    void shouldAskForTheSchema() throws IOException {
        // When
        JsonNode body = sent(Talks.structured());

        // Then
        assertThat(body.path("response_format")).isEqualTo(Talks.tree("""
                {"type":"json_schema","json_schema":{"name":"answer","schema":%s}}""".formatted(Talks.SCHEMA)));
        assertThat(understood(body).responseFormat().orElseThrow().isJsonSchema())
                .isTrue();
    }

    @Test
    void shouldAddTheFieldsOfItsOwnFormatAlone() throws IOException {
        // When
        JsonNode body = sent(Talks.withVendorFields());

        // Then
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactly("model", "messages", "max_completion_tokens", "user", "metadata");
        assertThat(body.path("metadata")).isEqualTo(Talks.tree("{\"a\":\"b\"}"));
        understood(body);
    }

    @ParameterizedTest
    @CsvSource({"256, ',\"dimensions\":256'", ", ''"})
    void shouldAskForVectors(@Nullable Integer dimensions, String field) throws IOException {
        // Given
        InferenceRequest request = Talks.vectors(dimensions);
        var endpoint =
                Samples.endpoint(WireFormat.OPENAI_CHAT, "openai", "text-embedding-3-small", "https://api.openai.com");

        // When
        WireRequest wire = OpenAiChat.INSTANCE.encode(new WireCall(endpoint, request, Samples.SECRET));

        // Then
        assertThat(wire.uri()).hasToString("https://api.openai.com/v1/embeddings");
        assertThat(wire.headers()).containsEntry("authorization", "Bearer " + Samples.SECRET.value());
        assertThat(Talks.sent(endpoint, request)).isEqualTo(Talks.tree("""
                {"model":"text-embedding-3-small","input":["One.","Zwei ü"]%s}""".formatted(field)));
        var theirs = ObjectMappers.jsonMapper()
                .readValue(wire.body(), EmbeddingCreateParams.Body.class)
                .validate();
        assertThat(theirs._additionalProperties()).isEmpty();
        assertThat(theirs.input().asArrayOfStrings()).containsExactly("One.", "Zwei ü");
    }

    private static JsonNode sent(InferenceRequest request) throws IOException {
        return Talks.sent(WireFormat.OPENAI_CHAT, request);
    }

    private static ChatCompletionCreateParams.Body understood(JsonNode body) throws IOException {
        var theirs = ObjectMappers.jsonMapper()
                .readValue(body.toString(), ChatCompletionCreateParams.Body.class)
                .validate();
        assertThat(theirs._additionalProperties()).isEmpty();
        return theirs;
    }
}
