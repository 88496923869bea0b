package io.tieline.gateway.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceRequest;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicInputTest {
    private static final String SAID = "'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi.'}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | model: Field required
            {'model':'m','max_tokens':1} | messages: Field required
            {'model':'m','messages':[{'role':'user','content':'x'}]} | max_tokens: Field required
            {$,'max_tokens':0} | max_tokens: Input should be greater than or equal to 1
            {$,'temperature':1.5} | temperature: Input should be less than or equal to 1
            {$,'top_p':'x'} | top_p: Input should be a valid number
            {'model':'m','max_tokens':1,'messages':[{'role':'system','content':'x'}]} | messages.0.role: Input should be 'user', 'assistant'
            {'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'document'}]}]} | messages.0.content.0: Input tag
            {'model':'m','max_tokens':1,'messages':[{'role':'user','content':7}]} | messages.0.content: Input should be a valid string or list
            {'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'t'}]}]} | messages.0.content.0: unexpected `tool_use_id`
            {'model':'m','max_tokens':1,'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':{}}]},{'role':'user','content':'x'}]} | messages.1: `tool_use` ids were found without
            {'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'*'}}]}]} | messages.0.content.0.source.data: The image is not valid base64.
            {$,'tools':[{'type':'web_search_20250305','name':'web_search'}]} | tools.0.type: Input should be 'custom'
            {$,'tool_choice':{'type':'any'}} | tool_choice: tool_choice may only be specified
            {$,'stop_sequences':[' ']} | stop_sequences: each stop sequence
            """)
    void refusesWhatTheRealOneRefuses(String body, String message) {
        assertThat(MessagesRequest.read(json(body))).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(AnthropicErrors.INSTANCE.status(refused.error())).isEqualTo(400);
            assertThat(refused.error().message()).startsWith(message);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'metadata':{'user_id':'u'},'service_tier':'auto','thinking':{'type':'disabled'},'stream':true | {}
            'top_k':5 | {'top_k':5}
            'output_config':{'effort':'low','format':{'type':'json_schema','schema':{'type':'object'}}} | {'output_config':{'effort':'low'}}
            """)
    void restrictsRoutingForTheSakeOfTheAnswerAlone(String fields, String vendorFields) {
        // When
        InferenceRequest.Builder request = ((Reading.Fine<MessagesRequest>)
                        MessagesRequest.read(json("{$," + fields + "}")))
                .value()
                .request();

        // Then
        assertThat(request.getVendorFields())
                .isEqualTo(
                        vendorFields.equals("{}")
                                ? Map.of()
                                : Map.of("anthropic_messages", vendorFields.replace('\'', '"')));
        assertThat(request.getJsonSchema()).isEqualTo(fields.contains("format") ? "{\"type\":\"object\"}" : null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | requests: Field required
            {'requests':[]} | requests: at least one request is required
            {'requests':[{'custom_id':'a b','params':{}}]} | requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'
            {'requests':[{'custom_id':'a','params':{}},{'custom_id':'a','params':{}}]} | requests.1.custom_id: custom_id must be unique
            {'requests':[{'custom_id':'a'}]} | requests.0.params: Field required
            """)
    void refusesWrongBatches(String body, String message) {
        assertThat(MessageBatchCreate.read(Json.read(body.replace('\'', '"')).orElseThrow()))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.error().message()).startsWith(message));
    }

    /** A case may say its own number of tokens. */
    private static JsonNode json(String text) {
        String said = text.contains("$,'max_tokens'") ? SAID.replace("'max_tokens':9,", "") : SAID;
        return Json.read(text.replace("$", said).replace('\'', '"')).orElseThrow();
    }
}
