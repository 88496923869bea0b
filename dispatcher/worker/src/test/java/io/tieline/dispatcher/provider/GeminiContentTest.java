package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.JsonSerializable;
import com.google.genai.types.Content;
import com.google.genai.types.GenerationConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With Google's own library as the judge of what is sent: what it reads and prints again has lost nothing. */
class GeminiContentTest {
    @Test
    void shouldSendPicturesCallsAndResults() throws IOException {
        // When
        JsonNode body = sent(Talks.full().build());

        // Then
        assertThat(body.path("systemInstruction")).isEqualTo(Talks.tree("{\"parts\":[{\"text\":\"Be brief.\"}]}"));
        assertThat(body.path("contents")).isEqualTo(Talks.tree("""
                [{"role":"user","parts":[{"text":"Where is this?"},
                  {"fileData":{"fileUri":"https://pictures.example/a.png"}},
                  {"inlineData":{"mimeType":"image/png","data":"+//+AA=="}}]},
                {"role":"model","parts":[
                  {"functionCall":{"name":"weather","args":{"city":"Köln"}}},
                  {"functionCall":{"name":"ping","args":{}}}]},
                {"role":"user","parts":[
                  {"functionResponse":{"name":"weather","response":{"result":"Rain."}}},
                  {"functionResponse":{"name":"ping","response":{"result":"Pong.\\n\\nTwice."}}},
                  {"text":"And now?"}]}]"""));
        assertThat(body.path("tools")).isEqualTo(Talks.tree("""
                [{"functionDeclarations":[
                  {"name":"weather","description":"Tells the \\"weather\\".","parametersJsonSchema":%s},
                  {"name":"ping","parametersJsonSchema":{"type":"object"}}]}]""".formatted(Talks.SCHEMA)));
        for (JsonNode content : body.path("contents")) {
            assertUnderstood(content, Content.class);
        }
        assertUnderstood(body.path("tools").path(0), Tool.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto     | {\"mode\":\"AUTO\"}",
                "none     | {\"mode\":\"NONE\"}",
                "required | {\"mode\":\"ANY\"}",
                "ping     | {\"mode\":\"ANY\",\"allowedFunctionNames\":[\"ping\"]}",
            })
    void shouldTellWhichToolMustBeUsed(String choice, String expected) throws IOException {
        // When
        JsonNode body = sent(Talks.choosing(choice));

        // Then
        assertThat(body.path("toolConfig").path("functionCallingConfig")).isEqualTo(Talks.tree(expected));
        assertUnderstood(body.path("toolConfig"), ToolConfig.class);
    }

    @Test
    void shouldNotChooseForWhoDoesNotChoose() throws IOException {
        // When
        JsonNode body = sent(Talks.choosing(null));

        // Then
        assertThat(body.path("tools").path(0).path("functionDeclarations")).hasSize(2);
        assertThat(body.has("toolConfig")).isFalse();
    }

    @Test
    void shouldAskForTheSchema() throws IOException {
        // When
        JsonNode config = sent(Talks.structured()).path("generationConfig");

        // Then
        assertThat(config.path("responseMimeType").textValue()).isEqualTo("application/json");
        assertThat(config.path("responseJsonSchema")).isEqualTo(Talks.tree(Talks.SCHEMA));
        assertUnderstood(config, GenerationConfig.class);
    }

    @Test
    void shouldAddTheFieldsOfItsOwnFormatAlone() throws IOException {
        // When
        JsonNode body = sent(Talks.withVendorFields());

        // Then
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactly("contents", "generationConfig", "cachedContent", "labels");
        assertThat(body.path("labels")).isEqualTo(Talks.tree("{\"a\":\"b\"}"));
    }

    @ParameterizedTest
    @CsvSource({"256, ',\"outputDimensionality\":256'", ", ''"})
    void shouldAskForVectors(@Nullable Integer dimensions, String field) throws IOException {
        // Given
        InferenceRequest request = Talks.vectors(dimensions);

        // When
        WireRequest wire = GeminiGenerate.INSTANCE.encode(new WireCall(Samples.gemini(), request, null));

        // Then
        assertThat(wire.uri().getRawPath()).isEqualTo("/v1beta/models/gemini-2.5-flash:batchEmbedContents");
        assertThat(sent(request)).isEqualTo(Talks.tree("""
                {"requests":[
                  {"model":"models/gemini-2.5-flash","content":{"parts":[{"text":"One."}]}%1$s},
                  {"model":"models/gemini-2.5-flash","content":{"parts":[{"text":"Zwei ü"}]}%1$s}]}""".formatted(field)));
    }

    private static JsonNode sent(InferenceRequest request) throws IOException {
        return Talks.sent(WireFormat.GEMINI_GENERATE, request);
    }

    private static <T extends JsonSerializable> void assertUnderstood(JsonNode node, Class<T> type) throws IOException {
        String printed = JsonSerializable.fromJsonNode(node, type).toJson();
        assertThat(Talks.tree(printed)).isEqualTo(node);
    }
}
