package io.tieline.sim.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Image;
import io.tieline.sim.model.Prompt;
import io.tieline.sim.model.ToolUse;
import io.tieline.sim.wire.Parsed.Asked;
import io.tieline.sim.wire.Parsed.Refused;
import io.tieline.sim.wire.anthropic.AnthropicWire;
import io.tieline.sim.wire.gemini.GeminiWire;
import io.tieline.sim.wire.openai.OpenAiWire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each format takes and refuses; in the tables {@code '} stands for {@code "} and {@code ~} for a message list. */
class RequestsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, String> VERSION = Map.of("anthropic-version", "2023-06-01");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'model':'m'}                                          | messages | Missing required parameter: 'messages'.
            {'messages':~}                                         |          | you must provide a model parameter
            {'model':3,'messages':~}                               | model    | Invalid type for 'model': expected a string, but got an integer instead.
            {'model':'m','messages':'hi'}                          | messages | Invalid type for 'messages': expected an array of objects, but got a string instead.
            {'model':'m','messages':['hi']}                        | messages[0] | Invalid type for 'messages[0]': expected an object, but got a string instead.
            {'model':'m','messages':[{'content':'hi'}]}            | messages[0].role | Missing required parameter: 'messages[0].role'.
            {'model':'m','messages':[{'role':'boss','content':'hi'}]} | messages[0].role | Invalid value: 'boss'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.
            {'model':'m','messages':[{'role':'user','content':7}]} | messages[0].content | Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an integer instead.
            {'model':'m','messages':~,'max_tokens':'9'}            | max_tokens | Invalid type for 'max_tokens': expected an integer, but got a string instead.
            {'model':'m','messages':~,'max_tokens':0}              | max_tokens | Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.
            {'model':'m','messages':~,'temperature':3}             | temperature | Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.
            {'model':'m','messages':~,'stream':true}               | stream   | Unsupported value: 'stream' does not support true with this model. Only the default (false) value is supported.
            [1]                                                    |          | We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)
            """)
    void shouldRefuseAsOpenAiDoes(String body, String param, String message) {
        // When
        Reply reply = refused(new OpenAiWire(), call("/v1/chat/completions", body, Map.of()));

        // Then
        assertThat(reply.status()).isEqualTo(400);
        JsonNode answer = Json.object(reply.body()).orElseThrow().path("error");
        assertThat(answer.path("message").asText()).isEqualTo(message);
        assertThat(answer.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.path("param").textValue()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'max_tokens':9,'messages':~}                          | model: Field required
            {'model':'m','messages':~}                             | max_tokens: Field required
            {'model':'m','max_tokens':9}                           | messages: Field required
            {'model':3,'max_tokens':9,'messages':~}                | model: Input should be a valid string
            {'model':'m','max_tokens':'9','messages':~}            | max_tokens: Input should be a valid integer
            {'model':'m','max_tokens':0,'messages':~}              | max_tokens: must be greater than or equal to 1
            {'model':'m','max_tokens':9,'messages':'hi'}           | messages: Input should be a valid list
            {'model':'m','max_tokens':9,'messages':[]}             | messages: at least one message is required
            {'model':'m','max_tokens':9,'messages':[{'role':'user'}]} | messages.0.content: Field required
            {'model':'m','max_tokens':9,'messages':[{'role':'user','content':''}]} | messages: text content blocks must be non-empty
            {'model':'m','max_tokens':9,'messages':[{'role':'system','content':'hi'}]} | messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.
            {'model':'m','max_tokens':9,'messages':~,'system':1}   | system: Input should be a valid list
            {'model':'m','max_tokens':9,'messages':~,'temperature':1.5} | temperature: range: 0..1
            {'model':'m','max_tokens':9,'messages':~,'stream':true} | stream: not supported for this model
            """)
    void shouldRefuseAsAnthropicDoes(String body, String message) {
        // When
        Reply reply = refused(new AnthropicWire(), call("/v1/messages", body, VERSION));

        // Then
        assertThat(reply.status()).isEqualTo(400);
        JsonNode answer = Json.object(reply.body()).orElseThrow();
        assertThat(answer.path("type").asText()).isEqualTo("error");
        assertThat(answer.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.at("/error/message").asText()).isEqualTo(message);
        assertThat(answer.path("request_id").asText()).isEqualTo(reply.headers().get("request-id"));
    }

    @ParameterizedTest
    @CsvSource({"2023-06-01, true", "2026-10-21, false"})
    void shouldTakeSamplingParametersInTheOlderVersionOnly(String version, boolean taken) {
        // Given
        Inbound call = call(
                "/v1/messages",
                "{'model':'m','max_tokens':9,'messages':~,'temperature':0.5}",
                Map.of("anthropic-version", version));

        // When
        Parsed parsed = new AnthropicWire().parse(context(WireFormat.ANTHROPIC_MESSAGES, null), call);

        // Then
        assertThat(parsed instanceof Asked).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"'', anthropic-version: header is required", "1999-01-01, '\"1999-01-01\" is not a valid version'"})
    void shouldWantAVersion(String version, String message) {
        // Given
        Map<String, String> headers = version.isEmpty() ? Map.of() : Map.of("anthropic-version", version);

        // When
        Reply reply = refused(new AnthropicWire(), call("/v1/messages", "{}", headers));

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(new String(reply.body(), UTF_8).replace("\\", "")).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                                     | * GenerateContentRequest.contents: contents is not specified
            {'contents':'hi'}                                      | Invalid value at 'contents' (type.googleapis.com/google.ai.generativelanguage.v1beta.Content), "hi"
            {'contents':[{}]}                                      | * GenerateContentRequest.contents[0].parts: contents.parts must not be empty.
            {'contents':[{'role':'system','parts':[{'text':'a'}]}]} | Please use a valid role: user, model.
            {'messages':~}                                         | Invalid JSON payload received. Unknown name "messages": Cannot find field.
            {'contents':^,'generationConfig':{'maxOutputTokens':'9'}} | Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32), "9"
            {'contents':^,'generation_config':{'max_output_tokens':0}} | max_output_tokens must be positive.
            {'contents':^,'generationConfig':{'temperature':3}}    | * GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].
            """)
    void shouldRefuseAsGeminiDoes(String body, String message) {
        // When
        Reply reply = refused(new GeminiWire(), call("/v1beta/models/m:generateContent", body, Map.of()));

        // Then
        assertThat(reply.status()).isEqualTo(400);
        JsonNode answer = Json.object(reply.body()).orElseThrow().path("error");
        assertThat(answer.path("message").asText().strip()).isEqualTo(message);
        assertThat(answer.path("code").asInt()).isEqualTo(400);
        assertThat(answer.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void shouldCountAllTextButSummariseTheUsersOnly() {
        // Given
        String parts =
                "[{'type':'text','text':'abcdefgh'},{'type':'image_url','image_url':{'url':'https://x.example/i.png'}}]";
        Inbound call = call(
                "/v1/chat/completions",
                "{'model':'m','messages':[{'role':'system','content':'abcd'},{'role':'user','content':" + parts
                        + "},{'role':'assistant','content':'abcd'},{'role':'user','content':'ijkl'}]}",
                Map.of());

        // When
        Parsed parsed = new OpenAiWire().parse(context(WireFormat.OPENAI_CHAT, null), call);

        // Then
        int tokens = 4 * 4 + 1 + 2 + 765 + 1 + 1;
        assertThat(parsed)
                .isEqualTo(new Asked(new Prompt(
                        "abcdefgh\nijkl",
                        "ijkl",
                        List.of(Image.at("https://x.example/i.png")),
                        List.of(),
                        ToolUse.NONE,
                        null,
                        tokens,
                        1_000 - tokens)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "OPENAI_CHAT, -, -, 401",
                "OPENAI_CHAT, authorization, Bearer no, 401",
                "OPENAI_CHAT, authorization, Bearer yes, 400",
                "ANTHROPIC_MESSAGES, -, -, 401",
                "ANTHROPIC_MESSAGES, x-api-key, no, 401",
                "ANTHROPIC_MESSAGES, x-api-key, yes, 400",
                "ANTHROPIC_MESSAGES, authorization, Bearer yes, 400",
                "GEMINI_GENERATE, -, -, 403",
                "GEMINI_GENERATE, x-goog-api-key, no, 400",
                "GEMINI_GENERATE, ?key, no, 400"
            })
    void shouldWantItsKeyWhereItsProviderWantsIt(WireFormat format, String header, String value, int status) {
        // Given
        Map<String, String> headers = header == null ? Map.of() : Map.of(header, value);

        // When
        Parsed parsed = wire(format).parse(context(format, "yes"), call(path(format), "{}", headers));

        // Then
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reply().status()).isEqualTo(status));
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_CHAT, POST, /v1/completions, 404",
        "OPENAI_CHAT, POST, /chat/completions, 404",
        "OPENAI_CHAT, GET, /v1/chat/completions, 405",
        "OPENAI_CHAT, POST, /v1/chat/completions, 0",
        "ANTHROPIC_MESSAGES, POST, /v1/complete, 404",
        "ANTHROPIC_MESSAGES, PUT, /v1/messages, 405",
        "ANTHROPIC_MESSAGES, POST, /v1/messages, 0",
        "GEMINI_GENERATE, POST, /v1/models/m:generateContent, 404",
        "GEMINI_GENERATE, POST, /v1beta/models/:generateContent, 404",
        "GEMINI_GENERATE, POST, /v1beta/models/m:generateContent, 0"
    })
    void shouldKnowItsPathOnly(WireFormat format, String method, String path, int status) {
        // Given
        Inbound call = new Inbound(method, path, _ -> null, _ -> null, new byte[0]);

        // When
        int refused = wire(format)
                .unrouted(context(format, null), call)
                .map(Reply::status)
                .orElse(0);

        // Then
        assertThat(refused).isEqualTo(status);
    }

    private static Reply refused(Wire wire, Inbound call) {
        Parsed parsed = wire.parse(context(WireFormat.OPENAI_CHAT, null), call);
        assertThat(parsed).isInstanceOf(Refused.class);
        return ((Refused) parsed).reply();
    }

    private static Wire wire(WireFormat format) {
        return switch (format) {
            case OPENAI_CHAT -> new OpenAiWire();
            case ANTHROPIC_MESSAGES -> new AnthropicWire();
            case GEMINI_GENERATE -> new GeminiWire();
        };
    }

    private static String path(WireFormat format) {
        return switch (format) {
            case OPENAI_CHAT -> "/v1/chat/completions";
            case ANTHROPIC_MESSAGES -> "/v1/messages";
            case GEMINI_GENERATE -> "/v1beta/models/m:generateContent";
        };
    }

    private static CallContext context(WireFormat format, @Nullable String key) {
        SimEndpoint endpoint = SimEndpoint.of("a", format, "m").withContextWindow(1_000);
        return new CallContext(key == null ? endpoint : endpoint.withApiKey(key), 1, T0);
    }

    private static Inbound call(String path, String body, Map<String, String> headers) {
        String json = body.replace("~", "[{'role':'user','content':'hi'}]")
                .replace("^", "[{'parts':[{'text':'hi'}]}]")
                .replace('\'', '"');
        return new Inbound("POST", path, headers::get, name -> headers.get("?" + name), json.getBytes(UTF_8));
    }
}
