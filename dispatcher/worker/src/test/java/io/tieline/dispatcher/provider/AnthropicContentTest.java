package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.ObjectMappers;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With Anthropic's own library as the judge of what is sent. */
class AnthropicContentTest {
    @Test
    void shouldSendPicturesCallsAndResults() throws IOException {
        // When
        JsonNode body = sent(Talks.full().build());

        // Then
        assertThat(body.path("system").textValue()).isEqualTo("Be brief.");
        assertThat(body.path("messages")).isEqualTo(Talks.tree("""
                [{"role":"user","content":[{"type":"text","text":"Where is this?"},
                  {"type":"image","source":{"type":"url","url":"https://pictures.example/a.png"}},
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"+//+AA=="}}]},
                {"role":"assistant","content":[
                  {"type":"tool_use","id":"c1","name":"weather","input":{"city":"Köln"}},
                  {"type":"tool_use","id":"c2","name":"ping","input":{}}]},
                {"role":"user","content":[
                  {"type":"tool_result","tool_use_id":"c1","content":"Rain."},
                  {"type":"tool_result","tool_use_id":"c2","content":"Pong.\\n\\nTwice."},
                  {"type":"text","text":"And now?"}]}]"""));
        assertThat(body.path("tools")).isEqualTo(Talks.tree("""
                [{"name":"weather","description":"Tells the \\"weather\\".","input_schema":%s},
                {"name":"ping","input_schema":{"type":"object"}}]""".formatted(Talks.SCHEMA)));
        var theirs = understood(body);
        assertThat(theirs.messages().get(1).content().asContentBlockParams())
                .extracting(block -> block.asToolUse().id())
                .containsExactly("c1", "c2");
        assertThat(theirs.messages()
                        .get(2)
                        .content()
                        .asContentBlockParams()
                        .getFirst()
                        .asToolResult()
                        .toolUseId())
                .isEqualTo("c1");
        assertThat(theirs.tools().orElseThrow())
                .extracting(tool -> tool.asTool().name())
                .containsExactly("weather", "ping");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto     | {\"type\":\"auto\"}",
                "none     | {\"type\":\"none\"}",
                "required | {\"type\":\"any\"}",
                "ping     | {\"type\":\"tool\",\"name\":\"ping\"}",
            })
    void shouldTellWhichToolMustBeUsed(String choice, String expected) throws IOException {
        // When
        JsonNode body = sent(Talks.choosing(choice));

        // Then
        assertThat(body.path("tool_choice")).isEqualTo(Talks.tree(expected));
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
    void shouldAskForTheSchemaWithClosedObjects() throws IOException {
        // When
        JsonNode body = sent(Talks.structured());

        // Then
        assertThat(body.path("output_config")).isEqualTo(Talks.tree("""
                {"format":{"type":"json_schema","schema":%s}}""".formatted(
                        Talks.SCHEMA.replace("\"required\"", "\"additionalProperties\":false,\"required\""))));
        assertThat(understood(body).outputConfig().orElseThrow().format()).isPresent();
    }

    @Test
    void shouldAddTheFieldsOfItsOwnFormatAlone() throws IOException {
        // When
        JsonNode body = sent(Talks.withVendorFields());

        // Then
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("model", "max_tokens", "messages", "service_tier", "metadata");
        assertThat(body.path("metadata")).isEqualTo(Talks.tree("{\"user_id\":\"u-1\"}"));
        understood(body);
    }

    @Test
    void shouldNotMakeVectors() {
        // Given
        WireCall call = new WireCall(Samples.anthropic(), Talks.vectors(null), null);

        // When // Then
        assertThatThrownBy(() -> AnthropicMessages.INSTANCE.encode(call))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("routing sent embeddings to an endpoint that speaks anthropic_messages");
    }

    private static JsonNode sent(InferenceRequest request) throws IOException {
        return Talks.sent(WireFormat.ANTHROPIC_MESSAGES, request);
    }

    private static MessageCreateParams.Body understood(JsonNode body) throws IOException {
        var theirs = ObjectMappers.jsonMapper()
                .readValue(body.toString(), MessageCreateParams.Body.class)
                .validate();
        assertThat(theirs._additionalProperties()).isEmpty();
        return theirs;
    }
}
