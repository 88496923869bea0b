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
            {} | Missing required parameter: 'input_file_id'.
            {'input_file_id':'f','endpoint':'/v1/responses','completion_window':'24h'} | Invalid value: '/v1/responses'
            {'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':'1h'} | Invalid value: '1h'. Supported values are: '24h'.
            {'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':'24h','metadata':{'a':1}} | Invalid type for 'metadata.a'
            {'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':'24h','output_expires_after':{'anchor':'created_at','seconds':60}} | >= 3600
            """)
    void refusesWrongBatches(String body, String message) {
        assertThat(BatchCreate.read(json(body)))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.error().message()).contains(message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            no json | invalid_json_line
            [] | invalid_json_line
            {'method':'POST'} | invalid_custom_id
            {'custom_id':7,'method':'POST'} | invalid_custom_id
            {'custom_id':'a','method':'GET'} | invalid_method
            {'custom_id':'a','method':'POST','url':'/v1/embeddings','body':{}} | url_mismatch
            {'custom_id':'a','method':'POST','url':'/v1/chat/completions','body':3} | invalid_body
            """)
    void failsTheJobForALineOfAnotherForm(String line, String code) {
        assertThat(OpenAiLines.INSTANCE.read(line.replace('\'', '"'), 4, JOB))
                .isInstanceOfSatisfying(LineFormat.Line.Wrong.class, wrong -> {
                    assertThat(wrong.problem().getCode()).isEqualTo(code);
                    assertThat(wrong.problem().getLine()).isEqualTo(4);
                });
    }

    @Test
    void refusesALineOfItsOwn() {
        // When
        LineFormat.Line read = OpenAiLines.INSTANCE.read(
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}",
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
