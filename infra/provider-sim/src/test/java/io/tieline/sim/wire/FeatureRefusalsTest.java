package io.tieline.sim.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.Parsed.Refused;
import io.tieline.sim.wire.anthropic.AnthropicWire;
import io.tieline.sim.wire.gemini.GeminiWire;
import io.tieline.sim.wire.openai.OpenAiWire;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each format refuses of tools, JSON, images and embeddings. In the tables {@code '} stands for {@code "}, {@code ~}
 * for a user's message, {@code ^} for a tool named {@code t}, {@code !} for one call of it,
 * {@code %} for two, and {@code @} for the result of the first.
 */
class FeatureRefusalsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String FINE = "fine";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'messages':[~],'tools':[^]                              | fine
            'messages':[~],'tools':[]                               | Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.
            'messages':[~],'tools':[{'type':'function'}]            | Missing required parameter: 'tools[0].function'.
            'messages':[~],'tools':[{'type':'function','function':{}}] | Missing required parameter: 'tools[0].function.name'.
            'messages':[~],'tools':[{'type':'function','function':{'name':'a b'}}] | Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.
            'messages':[~],'tools':[{'name':'t','input_schema':{}}] | Missing required parameter: 'tools[0].type'.
            'messages':[~],'tools':[{'type':'function','function':{'name':'t','strict':true,'parameters':{'type':'object'}}}] | Invalid schema for function 't': In context=(), 'additionalProperties' is required to be supplied and to be false.
            'messages':[~],'tool_choice':'auto'                     | Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.
            'messages':[~],'tools':[^],'tool_choice':'any'          | Invalid value: 'any'. Supported values are: 'none', 'auto', and 'required'.
            'messages':[~],'tools':[^],'tool_choice':{'type':'function','function':{'name':'u'}} | Tool choice 'u' not found in 'tools' parameter.
            'messages':[~,!,@]                                      | fine
            'messages':[~,@]                                        | Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.
            'messages':[~,!,@,~,@]                                  | Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.
            'messages':[~,!,{'role':'tool','tool_call_id':'c9','content':'x'}] | Invalid parameter: 'tool_call_id' of 'c9' not found in 'tool_calls' of previous message.
            'messages':[~,!,{'role':'tool','content':'x'}]          | Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.
            'messages':[~,!]                                        | An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c1
            'messages':[~,!,~]                                      | An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c1
            'messages':[~,%,@,{'role':'tool','tool_call_id':'c2','content':'x'}] | fine
            'messages':[~,%,{'role':'tool','tool_call_id':'c2','content':'x'},@,~] | fine
            'messages':[~,%,@,~]                                    | An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c2
            'messages':[~],'response_format':{'type':'json_schema'} | Missing required parameter: 'response_format.json_schema'.
            'messages':[~],'response_format':{'type':'json_schema','json_schema':{'name':'a'}} | Missing required parameter: 'response_format.json_schema.schema'.
            'messages':[~],'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'type':'object'}}} | fine
            'messages':[~],'response_format':{'type':'json_schema','json_schema':{'name':'a','strict':true,'schema':{'type':'object','additionalProperties':false,'properties':{'b':{'type':'string'}}}}} | Invalid schema for response_format 'a': In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'b'.
            'messages':[~],'response_format':{'type':'json_schema','json_schema':{'name':'a','strict':true,'schema':{'type':'object','additionalProperties':false,'required':['b'],'properties':{'b':{'type':'array','items':{'type':'object'}}}}}} | Invalid schema for response_format 'a': In context=('properties', 'b', 'items'), 'additionalProperties' is required to be supplied and to be false.
            'messages':[~],'response_format':{'type':'json_object'} | 'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.
            'messages':[~],'response_format':{'type':'yaml'}        | Invalid value: 'yaml'. Supported values are: 'json_object', 'json_schema', and 'text'.
            'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'ftp://x'}}]}] | Invalid 'messages[0].content[0].image_url.url'. Expected a valid URL, but got a value with an invalid format.
            'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,?'}}]}] | You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].
            'messages':[{'role':'user','content':[{'type':'image'}]}] | Invalid value: 'image'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', and 'file'.
            'messages':[~],'top_k':1,'x':2                          | Unrecognized request arguments supplied: top_k, x
            """)
    void shouldRefuseAsOpenAiDoes(String fields, String message) {
        // Given
        String body = ("{'model':'m'," + fields + "}")
                .replace("~", "{'role':'user','content':'hi'}")
                .replace("^", "{'type':'function','function':{'name':'t'}}")
                .replace(
                        "!",
                        "{'role':'assistant','tool_calls':[{'id':'c1','type':'function','function':{'name':'t',"
                                + "'arguments':'{}'}}]}")
                .replace(
                        "%",
                        "{'role':'assistant','tool_calls':[{'id':'c1','type':'function','function':{'name':'t'}},"
                                + "{'id':'c2','type':'function','function':{'name':'t'}}]}")
                .replace("@", "{'role':'tool','tool_call_id':'c1','content':'done'}");

        // Then
        assertThat(refusal(WireFormat.OPENAI_CHAT, "/v1/chat/completions", body))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'messages':[~],'tools':[^]                              | fine
            'messages':[~],'tools':[{'name':'a b','input_schema':{'type':'object'}}] | tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'
            'messages':[~],'tools':[{'name':'t'}]                   | tools.0.custom.input_schema: Field required
            'messages':[~],'tools':[{'name':'t','input_schema':{}}] | tools.0.custom.input_schema.type: Field required
            'messages':[~],'tools':[{'type':'function','function':{'name':'t'}}] | tools.0.custom.name: Field required
            'messages':[~],'tools':[^],'tool_choice':'auto'         | tool_choice: Input tag '' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'
            'messages':[~],'tools':[^],'tool_choice':{'type':'tool','name':'u'} | tool_choice: Tool 'u' not found in provided tools
            'messages':[~],'tool_choice':{'type':'any'}             | tool_choice: tool_choice may only be specified while providing tools.
            'messages':[~,!,@]                                      | fine
            'messages':[@]                                          | messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: c1. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.
            'messages':[~,!,~]                                      | messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: c1. Each `tool_use` block must have a corresponding `tool_result` block in the next message.
            'messages':[~,!]                                        | messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: c1. Each `tool_use` block must have a corresponding `tool_result` block in the next message.
            'messages':[~],'output_config':{'format':{'type':'json_schema'}} | output_config.format.schema: Field required
            'messages':[~],'output_config':{'format':{'type':'json_object'}} | output_config.format.type: Input should be 'json_schema'
            'messages':[~],'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':{}}}} | output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false
            'messages':[~],'output_format':{'type':'json_schema','schema':{'type':'object','additionalProperties':false}} | fine
            'messages':[~],'output_config':{'schema':{}}            | output_config.schema: Extra inputs are not permitted
            'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/tiff','data':'AAAA'}}]}] | messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'
            'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'?'}}]}] | messages.0.content.0.image.source.base64.data: invalid base64 data
            'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'http://x'}}]}] | messages.0.content.0.image.source.url.url: Only HTTPS URLs are supported.
            'messages':[~],'seed':1                                 | seed: Extra inputs are not permitted
            """)
    void shouldRefuseAsAnthropicDoes(String fields, String message) {
        // Given
        String body = ("{'model':'m','max_tokens':9," + fields + "}")
                .replace("~", "{'role':'user','content':'hi'}")
                .replace("^", "{'name':'t','input_schema':{'type':'object'}}")
                .replace("!", "{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'t','input':{}}]}")
                .replace("@", "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'done'}]}");

        // Then
        assertThat(refusal(WireFormat.ANTHROPIC_MESSAGES, "/v1/messages", body)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'contents':[~],'tools':[^]                              | fine
            'contents':[~],'tools':[{'function_declarations':[{'name':'t'}]}] | fine
            'contents':[~],'tools':[{'functionDeclarations':[{'name':'1'}]}] | * GenerateContentRequest.tools[0].function_declarations[0].name: [FieldPolicyViolation]: Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.
            'contents':[~],'tools':[{'functionDeclarations':[{'name':'t','parameters':{'type':'object','additionalProperties':false}}]}] | Invalid JSON payload received. Unknown name "additionalProperties" at 'tools[0].function_declarations[0].parameters': Cannot find field.
            'contents':[~],'tools':[{'functionDeclarations':[{'name':'t','parametersJsonSchema':{'type':'object','additionalProperties':false}}]}] | fine
            'contents':[~],'tools':[^],'toolConfig':{'functionCallingConfig':{'mode':'REQUIRED'}} | Invalid value at 'tool_config.function_calling_config.mode' (type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), "REQUIRED"
            'contents':[~],'tools':[^],'toolConfig':{'functionCallingConfig':{'allowedFunctionNames':['t']}} | Allowed function names may only be set when function calling mode is ANY.
            'contents':[~],'tools':[^],'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['u']}} | * GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: allowed_function_names must be a subset of the declared functions.
            'contents':[~,!,@]                                      | fine
            'contents':[~,@]                                        | Please ensure that function response turn comes immediately after a function call turn.
            'contents':[~,!,~]                                      | Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.
            'contents':[~,!]                                        | Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.
            'contents':[~],'generationConfig':{'responseSchema':{'type':'OBJECT'}} | * GenerateContentRequest.generation_config.response_mime_type: response_mime_type must be application/json when a response schema is set.
            'contents':[~],'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT','properties':{'a':{'$ref':'#'}}}} | Invalid JSON payload received. Unknown name "$ref" at 'generation_config.response_schema.properties[a]': Cannot find field.
            'contents':[~],'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'map'}} | Invalid value at 'generation_config.response_schema.type' (type.googleapis.com/google.ai.generativelanguage.v1beta.Type), "map"
            'contents':[~],'tools':[^],'generationConfig':{'responseMimeType':'application/json'} | Function calling with a response mime type: 'application/json' is unsupported
            'contents':[~],'generationConfig':{'max_tokens':9}      | Invalid JSON payload received. Unknown name "max_tokens" at 'generation_config': Cannot find field.
            'contents':[{'parts':[{'image':'x'}]}]                  | Invalid JSON payload received. Unknown name "image" at 'contents[0].parts[0]': Cannot find field.
            'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'?'}}]}] | Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), "?"
            """)
    void shouldRefuseAsGeminiDoes(String fields, String message) {
        // Given
        String body = ("{" + fields + "}")
                .replace("~", "{'role':'user','parts':[{'text':'hi'}]}")
                .replace("^", "{'functionDeclarations':[{'name':'t'}]}")
                .replace("!", "{'role':'model','parts':[{'functionCall':{'name':'t','args':{}}}]}")
                .replace("@", "{'role':'user','parts':[{'functionResponse':{'name':'t','response':{}}}]}");

        // Then
        assertThat(refusal(WireFormat.GEMINI_GENERATE, "/v1beta/models/m:generateContent", body))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            TOOLS | OPENAI_CHAT | /v1/chat/completions | {'model':'m','messages':[{'role':'user','content':'hi'}],'tools':[{'type':'function','function':{'name':'t'}}]} | 400 | Unsupported parameter: 'tools' is not supported with this model.
            TOOLS | ANTHROPIC_MESSAGES | /v1/messages | {'model':'m','max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'name':'t','input_schema':{'type':'object'}}]} | 400 | 'm' does not support tool use.
            TOOLS | GEMINI_GENERATE | /v1beta/models/m:generateContent | {'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'functionDeclarations':[{'name':'t'}]}]} | 400 | Function calling is not enabled for models/m
            JSON_SCHEMA | OPENAI_CHAT | /v1/chat/completions | {'model':'m','messages':[{'role':'user','content':'hi'}],'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{}}}} | 400 | Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.
            JSON_SCHEMA | ANTHROPIC_MESSAGES | /v1/messages | {'model':'m','max_tokens':9,'messages':[{'role':'user','content':'hi'}],'output_config':{'format':{'type':'json_schema','schema':{}}}} | 400 | 'm' does not support output format.
            JSON_SCHEMA | GEMINI_GENERATE | /v1beta/models/m:generateContent | {'contents':[{'parts':[{'text':'hi'}]}],'generationConfig':{'responseMimeType':'application/json'}} | 400 | JSON mode is not enabled for models/m
            IMAGES | OPENAI_CHAT | /v1/chat/completions | {'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x/i'}}]}]} | 400 | Invalid content type. image_url is only supported by certain models.
            IMAGES | ANTHROPIC_MESSAGES | /v1/messages | {'model':'m','max_tokens':9,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'https://x/i'}}]}]} | 400 | 'm' does not support image input.
            IMAGES | GEMINI_GENERATE | /v1beta/models/m:generateContent | {'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]}]} | 400 | Image input modality is not enabled for models/m
            EMBEDDINGS | OPENAI_CHAT | /v1/embeddings | {'model':'m','input':'hi'} | 403 | You are not allowed to generate embeddings from this model
            EMBEDDINGS | GEMINI_GENERATE | /v1beta/models/m:embedContent | {'content':{'parts':[{'text':'hi'}]}} | 404 | models/m is not found for API version v1beta, or is not supported for embedContent. Call ListModels to see the list of available models and their supported methods.
            CHAT | OPENAI_CHAT | /v1/chat/completions | {'model':'m','messages':[{'role':'user','content':'hi'}]} | 404 | This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?
            CHAT | ANTHROPIC_MESSAGES | /v1/messages | {'model':'m','max_tokens':9,'messages':[{'role':'user','content':'hi'}]} | 404 | model: m
            CHAT | GEMINI_GENERATE | /v1beta/models/m:generateContent | {'contents':[{'parts':[{'text':'hi'}]}]} | 404 | models/m is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.
            """)
    void shouldRefuseWhatTheModelCannotDo(
            Feature feature, WireFormat format, String path, String body, int status, String message) {
        // Given
        SimEndpoint whole = SimEndpoint.of("a", format, "m");
        SimEndpoint lacking = whole.without(feature);

        // When
        Parsed taken = parse(whole, path, body);
        Parsed refused = parse(lacking, path, body);

        // Then
        assertThat(taken).isNotInstanceOf(Refused.class);
        assertThat(((Refused) refused).reply().status()).isEqualTo(status);
        assertThat(message(refused)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'model':'m'}                                  | Missing required parameter: 'input'.
            {'model':'m','input':''}                       | Invalid 'input': input cannot be an empty string.
            {'model':'m','input':[]}                       | Invalid 'input': input cannot be an empty string.
            {'model':'m','input':[1,2]}                    | Invalid type for 'input': expected one of a string or array of strings, but got an array instead.
            {'model':'m','input':'hi','dimensions':'8'}    | Invalid type for 'dimensions': expected an integer, but got a string instead.
            {'model':'m','input':'hi','dimensions':9999}   | Invalid value for 'dimensions' = 9999. Must be greater than 0 and less than or equal to 1536.
            {'model':'n','input':'hi'}                     | The model `n` does not exist or you do not have access to it.
            {'model':'m','input':['hi','ho'],'dimensions':8} | fine
            """)
    void shouldRefuseEmbeddingsAsOpenAiDoes(String body, String message) {
        assertThat(refusal(WireFormat.OPENAI_CHAT, "/v1/embeddings", body)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            embedContent       | {'content':{'parts':[{'text':'hi'}]},'outputDimensionality':8} | fine
            embedContent       | {'content':{'parts':[]}}                       | * EmbedContentRequest.content: contents is not specified
            embedContent       | {'input':'hi'}                                 | Invalid JSON payload received. Unknown name "input": Cannot find field.
            embedContent       | {'content':{'parts':[{'text':'hi'}]},'outputDimensionality':9999} | * EmbedContentRequest.output_dimensionality: must be between 1 and 3072
            batchEmbedContents | {'requests':[{'model':'models/m','content':{'parts':[{'text':'hi'}]}}]} | fine
            batchEmbedContents | {'requests':[]}                                | * BatchEmbedContentsRequest.requests: requests is not specified
            batchEmbedContents | {'requests':[{'model':'models/n','content':{'parts':[{'text':'hi'}]}}]} | * BatchEmbedContentsRequest.requests[0].model: model must match the one of the batch, models/m
            """)
    void shouldRefuseEmbeddingsAsGeminiDoes(String method, String body, String message) {
        assertThat(refusal(WireFormat.GEMINI_GENERATE, "/v1beta/models/m:" + method, body))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, seed, 0",
        "OPENAI, random_seed, 400",
        "OPENAI, top_k, 400",
        "MISTRAL, random_seed, 0",
        "MISTRAL, seed, 422",
        "MISTRAL, max_completion_tokens, 422",
        "ANY, random_seed, 0",
        "ANY, guided_json, 0"
    })
    void shouldTakeTheFieldsOfTheServerItStandsFor(Fields fields, String field, int status) {
        // Given
        SimEndpoint endpoint = SimEndpoint.of("a", WireFormat.OPENAI_CHAT, "m").withFields(fields);
        String body = "{'model':'m','messages':[{'role':'user','content':'hi'}],'" + field + "':7}";

        // When
        Parsed parsed = parse(endpoint, "/v1/chat/completions", body);

        // Then
        int refused = parsed instanceof Refused no ? no.reply().status() : 0;
        assertThat(refused).isEqualTo(status);
        if (refused == 422) {
            assertThat(new String(((Refused) parsed).reply().body(), UTF_8))
                    .isEqualTo(
                            ("{'object':'error','message':{'detail':[{'type':'extra_forbidden','loc':['body','" + field
                                            + "'],'msg':'Extra inputs are not permitted','input':7}]},"
                                            + "'type':'invalid_request_error','param':null,'code':null}")
                                    .replace('\'', '"'));
        }
    }

    private static String refusal(WireFormat format, String path, String body) {
        Parsed parsed = parse(SimEndpoint.of("a", format, "m"), path, body);
        return parsed instanceof Refused ? message(parsed) : FINE;
    }

    private static String message(Parsed refused) {
        JsonNode body = Json.object(((Refused) refused).reply().body()).orElseThrow();
        return body.path("error").path("message").asText().strip();
    }

    private static Parsed parse(SimEndpoint endpoint, String path, String body) {
        Wire wire = switch (endpoint.format()) {
            case OPENAI_CHAT -> new OpenAiWire();
            case ANTHROPIC_MESSAGES -> new AnthropicWire();
            case GEMINI_GENERATE -> new GeminiWire();
        };
        Map<String, String> headers = Map.of("anthropic-version", "2023-06-01");
        Inbound call = new Inbound(
                "POST", path, headers::get, _ -> null, body.replace('\'', '"').getBytes(UTF_8));
        CallContext context = new CallContext(endpoint, 1, T0);
        assertThat(wire.unrouted(context, call)).isEmpty();
        return wire.parse(context, call);
    }
}
