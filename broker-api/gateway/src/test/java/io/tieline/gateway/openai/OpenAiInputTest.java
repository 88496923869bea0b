package io.tieline.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.jobs.JobAttributes;
import io.tieline.gateway.jobs.LineFormat;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.gateway.words.Records;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiInputTest {
    private static final Job JOB = Records.job(JobApi.OPENAI, JobState.RUNNING).build();
    private static final String SAID = "'messages':[{'role':'user','content':'Hi.'}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | | you must provide a model parameter
            {'model':'m'} | messages | Missing required parameter: 'messages'.
            {'model':'m','messages':[]} | messages | empty array
            {'model':1,$} | model | Invalid type for 'model': expected a string, but got an integer instead.
            {'model':'m','messages':[{'role':'bot','content':''}]} | messages[0].role | Invalid value: 'bot'. Supported values are: 'system'
            {'model':'m','messages':[{'role':'user'}]} | messages[0].content | expected a string, got null
            {'model':'m','messages':[{'role':'user','content':[{'type':'input_audio'}]}]} | messages[0].content[0].type | Invalid value: 'input_audio'
            {'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'file:///x'}}]}]} | messages[0].content[0].image_url.url | http or https
            {'model':'m','messages':[{'role':'tool','tool_call_id':'x','content':''}]} | messages[0].role | preceeding message
            {'model':'m','messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]}]} | messages | did not have response messages: c
            {'model':'m',$,'max_tokens':0} | max_tokens | integer below minimum value. Expected a value >= 1, but got 0
            {'model':'m',$,'max_tokens':1e30} | max_tokens | expected an integer
            {'model':'m',$,'max_tokens':99999999999} | max_tokens | above maximum
            {'model':'m',$,'temperature':2.1} | temperature | decimal above maximum value
            {'model':'m',$,'n':2} | n | does not support 2
            {'model':'m',$,'stop':['a','b','c','d','e']} | stop | array too long
            {'model':'m',$,'functions':[]} | functions | Use 'tools' instead
            {'model':'m',$,'tool_choice':'auto'} | tool_choice | only allowed when 'tools' are specified
            {'model':'m',$,'tools':[{'type':'function','function':{'name':'no spaces'}}]} | tools[0].function.name | letters, digits
            {'model':'m',$,'response_format':{'type':'grammar'}} | response_format.type | Invalid value: 'grammar'
            {'model':'m',$,'modalities':['audio']} | modalities | 'text'
            """)
    void refusesWhatTheRealOneRefuses(String body, @org.jspecify.annotations.Nullable String param, String message) {
        // When
        Reading<ChatRequest> reading = ChatRequest.read(json(body));

        // Then
        assertThat(reading).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(OpenAiErrors.INSTANCE.status(refused.error())).isEqualTo(400);
            assertThat(refused.error().message()).contains(message);
            assertThat(refused.error().param()).isEqualTo(param);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'user':'u','metadata':{'a':'b'},'store':true,'service_tier':'auto','stream':false,'n':1,'logprobs':false,'seed':null | {}
            'logprobs':true,'top_logprobs':2 | {'logprobs':true,'top_logprobs':2}
            'parallel_tool_calls':false,'frequency_penalty':0 | {'parallel_tool_calls':false}
            'reasoning_effort':'low','unheard_of':{'x':1} | {'reasoning_effort':'low','unheard_of':{'x':1}}
            """)
    void restrictsRoutingForTheSakeOfTheAnswerAlone(String fields, String vendorFields) {
        // When
        InferenceRequest.Builder request = ((Reading.Fine<ChatRequest>)
                        ChatRequest.read(json("{'model':'m',$," + fields + "}")))
                .value()
                .request();

        // Then
        assertThat(request.getVendorFields())
                .isEqualTo(
                        vendorFields.equals("{}")
                                ? Map.of()
                                : Map.of("openai_chat", json(vendorFields).toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'type':'text'} | -
            {'type':'json_object'} | {'type':'object'}
            {'type':'json_schema','json_schema':{'name':'a','strict':true,'schema':{'type':'array'}}} | {'type':'array'}
            """)
    void readsTheFormOfTheAnswer(String format, String schema) {
        InferenceRequest.Builder request = ((Reading.Fine<ChatRequest>)
                        ChatRequest.read(json("{'model':'m',$,'response_format':" + format + "}")))
                .value()
                .request();
        assertThat(request.getJsonSchema()).isEqualTo(schema.equals("-") ? null : schema.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'model':'m'} | Missing required parameter: 'input'
            {'model':'m','input':[1,2]} | expected a string
            {'model':'m','input':''} | cannot be an empty string
            {'model':'m','input':[]} | cannot be an empty string
            {'model':'m','input':'a','dimensions':0} | below minimum
            {'model':'m','input':'a','encoding_format':'hex'} | Invalid value: 'hex'
            """)
    void refusesWrongInputsOfVectors(String body, String message) {
        assertThat(EmbeddingsRequest.read(json(body)))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.error().message()).contains(message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | input_file_id | Missing required parameter: 'input_file_id'.
            {'input_file_id':1,'endpoint':'/v1/embeddings','completion_window':'24h'} | input_file_id | Invalid type for 'input_file_id': expected a string, but got an integer instead.
            {'input_file_id':'f','completion_window':'24h'} | endpoint | Missing required parameter: 'endpoint'.
            {'input_file_id':'f','endpoint':'/v1/nothing','completion_window':'24h'} | endpoint | Invalid value: '/v1/nothing'. Supported values are: '/v1/chat/completions' and '/v1/embeddings'.
            {'input_file_id':'f','endpoint':'/v1/responses','completion_window':'24h'} | endpoint | Invalid value: '/v1/responses'. Supported
            {'input_file_id':'f','endpoint':'/v1/embeddings'} | completion_window | Missing required parameter: 'completion_window'.
            {'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':'1h'} | completion_window | Invalid value: '1h'. Supported values are: '24h'.
            {'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':'48h'} | completion_window | Invalid value: '48h'. Supported
            {'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':''} | completion_window | Invalid value: ''. Supported
            {$,'metadata':[]} | metadata | Invalid type for 'metadata': expected an object, but got an array instead.
            {$,'metadata':{'a':['b']}} | metadata.a | Invalid type for 'metadata.a': expected a string, but got an array instead.
            {$,'metadata':{'a':'#513'}} | metadata.a | Invalid 'metadata.a': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.
            {$,'metadata':{'#65':'a'}} | metadata | Invalid 'metadata': keys have at most 64 characters
            {$,'metadata':{%17}} | metadata | Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.
            {$,'output_expires_after':{'seconds':3600}} | output_expires_after.anchor | Missing required parameter: 'output_expires_after.anchor'.
            {$,'output_expires_after':{'anchor':'last_active_at','seconds':3600}} | output_expires_after.anchor | Invalid value: 'last_active_at'. Supported values are: 'created_at'.
            {$,'output_expires_after':{'anchor':'created_at'}} | output_expires_after.seconds | Missing required parameter
            {$,'output_expires_after':{'anchor':'created_at','seconds':3599}} | output_expires_after.seconds | integer below minimum value. Expected a value >= 3600, but got 3599 instead.
            {$,'output_expires_after':{'anchor':'created_at','seconds':2592001}} | output_expires_after.seconds | integer above maximum value. Expected a value <= 2592000, but got 2592001 instead.
            {$,'output_expires_after':{'anchor':'created_at','seconds':'1h'}} | output_expires_after.seconds | Invalid type
            """)
    void refusesWrongBatches(String body, String param, String message) {
        assertThat(BatchCreate.read(batch(body))).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(OpenAiErrors.INSTANCE.status(refused.error())).isEqualTo(400);
            assertThat(refused.error().param()).isEqualTo(param);
            assertThat(refused.error().message()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {$}
            {$,'metadata':null,'output_expires_after':null}
            {$,'metadata':{%16}}
            {$,'metadata':{'#64':'#512'}}
            {$,'output_expires_after':{'anchor':'created_at','seconds':3600}}
            {$,'output_expires_after':{'anchor':'created_at','seconds':2592000}}
            """)
    void takesBatchesToTheirLimits(String body) {
        assertThat(BatchCreate.read(batch(body))).isInstanceOf(Reading.Fine.class);
    }

    /** A number after a sign stands for a text of as many characters, or for as many pairs. */
    private static JsonNode batch(String body) {
        String text = Pattern.compile("#(\\d+)")
                .matcher(body.replace("$", "'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':'24h'"))
                .replaceAll(count -> "x".repeat(Integer.parseInt(count.group(1))));
        return json(Pattern.compile("%(\\d+)")
                .matcher(text)
                .replaceAll(count -> IntStream.range(0, Integer.parseInt(count.group(1)))
                        .mapToObj(each -> "'k" + each + "':'v'")
                        .collect(Collectors.joining(","))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            no json | invalid_json_line | - | This line is not parseable as valid JSON.
            [] | invalid_json_line | - | This line is not parseable as valid JSON.
            {'custom_id':'a','custom_id':'a'} | invalid_json_line | - | This line is not parseable as valid JSON.
            {'method':'POST','url':'/v1/chat/completions','body':{'model':'m'}} | missing_required_parameter | custom_id | Missing required parameter: 'custom_id'.
            {'custom_id':'a','url':'/v1/chat/completions','body':{'model':'m'}} | missing_required_parameter | method | Missing required parameter: 'method'.
            {'custom_id':'a','method':'POST','body':{'model':'m'}} | missing_required_parameter | url | Missing required parameter: 'url'.
            {'custom_id':'a','method':'POST','url':'/v1/chat/completions'} | missing_required_parameter | body | Missing required parameter: 'body'.
            {'custom_id':7,'method':'POST'} | invalid_type | custom_id | Invalid type for 'custom_id': expected a string, but got an integer instead.
            {'custom_id':'','method':'POST'} | invalid_value | custom_id | Invalid 'custom_id': expected a string of 1 to 512 characters.
            {'custom_id':'a','method':'GET'} | invalid_value | method | Invalid value: 'GET'. Supported values are: 'POST'.
            {'custom_id':'a','method':'POST','url':'/v1/embeddings','body':{}} | url_mismatch | url | The URL provided for this request does not match the batch endpoint.
            {'custom_id':'a','method':'POST','url':'/v1/chat/completions','body':3} | invalid_type | body | Invalid type for 'body': expected an object, but got an integer instead.
            {'custom_id':'a','method':'POST','url':'/v1/chat/completions','body':{$}} | invalid_request | body.model | Model parameter is required.
            {'custom_id':'a','method':'POST','url':'/v1/chat/completions','body':{'model':'m'}} | invalid_request | body.messages | Messages parameter is required.
            {'custom_id':'a','method':'POST','url':'/v1/chat/completions','body':{'model':'m',$,'stream':true}} | streaming_unsupported | body.stream | Chat Completions: Streaming is not supported in the Batch API.
            """)
    void failsTheJobForALineOfAnotherForm(String line, String code, String param, String message) {
        assertThat(OpenAiLines.INSTANCE.read(line.replace("$", SAID).replace('\'', '"'), 4, JOB))
                .isInstanceOfSatisfying(LineFormat.Line.Wrong.class, wrong -> {
                    assertThat(wrong.problem().getCode()).isEqualTo(code);
                    assertThat(wrong.problem().getParam()).isEqualTo(param.equals("-") ? null : param);
                    assertThat(wrong.problem().getMessage()).isEqualTo(message);
                    assertThat(wrong.problem().getLine()).isEqualTo(4);
                });
    }

    @Test
    void refusesALineOfItsOwn() {
        // When
        LineFormat.Line read = OpenAiLines.INSTANCE.read(
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\",\"messages\":[]}}",
                1,
                JOB);
        LineFormat.Line.Refused refused = (LineFormat.Line.Refused) read;
        JsonNode line = raw(OpenAiLines.INSTANCE.write(
                "a",
                Records.reply(Outcome.REJECTED)
                        .setAttributes(Map.of(
                                JobAttributes.REFUSED_STATUS,
                                String.valueOf(refused.status()),
                                JobAttributes.REFUSED_BODY,
                                refused.errorBody()))
                        .build(),
                JOB));

        // Then
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(400);
        assertThat(line.at("/response/body/error/param").asText()).isEqualTo("messages");
        assertThat(line.path("error").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, provider.server_error, 502,",
        "REJECTED, policy.tenant_not_allowed, 403,",
        "EXPIRED, deadline.exceeded, 0, batch_expired",
        "CANCELLED, caller.cancelled, 0, batch_cancelled"
    })
    void writesWhatWasNotAnswered(
            Outcome outcome, String code, int status, @org.jspecify.annotations.Nullable String error) {
        // When
        JsonNode line = raw(OpenAiLines.INSTANCE.write("a", Records.failure(outcome, code), JOB));

        // Then
        assertThat(OpenAiLines.INSTANCE.isAnswer(Records.failure(outcome, code)))
                .isFalse();
        assertThat(line.path("custom_id").asText()).isEqualTo("a");
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(status);
        assertThat(line.path("response").isNull()).isEqualTo(status == 0);
        assertThat(line.at("/error/code").textValue()).isEqualTo(error);
    }

    private static JsonNode raw(String text) {
        return Json.read(text).orElseThrow();
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace("$", SAID).replace('\'', '"')).orElseThrow();
    }
}
