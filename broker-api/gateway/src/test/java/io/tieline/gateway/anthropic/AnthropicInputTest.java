package io.tieline.gateway.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
            nonsense | 400 | The request body is not valid JSON.
            [] | 400 | The request body is not valid JSON.
            {'requests':[{'custom_id':'a','params':{}}] | 400 | The request body is not valid JSON.
            {'requests':[{'custom_id':'a','params':{}}]} more | 400 | The request body is not valid JSON.
            {'requests':[{'custom_id':'a','params':{}}],'requests':[]} | 400 | The request body is not valid JSON.
            {'requests':[{'custom_id':'a','custom_id':'b','params':{}}]} | 400 | The request body is not valid JSON.
            {'requests':[{'custom_id':'a','params':{'x':^70}}]} | 400 | The request body is not valid JSON.
            {} | 400 | requests: Field required
            {'requests':null} | 400 | requests: Field required
            {'requests':{}} | 400 | requests: Input should be a valid list
            {'requests':[]} | 400 | requests: List should have at least 1 item after validation, not 0
            {'requests':[7]} | 400 | requests.0: Input should be a valid dictionary
            {'requests':[{'params':{}}]} | 400 | requests.0.custom_id: Field required
            {'requests':[{'custom_id':7,'params':{}}]} | 400 | requests.0.custom_id: Input should be a valid string
            {'requests':[{'custom_id':'','params':{}}]} | 400 | requests.0.custom_id: String should have at least 1 character
            {'requests':[{'custom_id':'#65','params':{}}]} | 400 | requests.0.custom_id: String should have at most 64 characters
            {'requests':[{'custom_id':'a b','params':{}}]} | 400 | requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'
            {'requests':[{'custom_id':'a','params':{}},{'custom_id':'a','params':{}}]} | 400 | requests: custom_id's must be unique within a batch. Duplicate custom_id found: a
            {'requests':[{'custom_id':'a'}]} | 400 | requests.0.params: Field required
            {'requests':[{'custom_id':'a','params':{}},{'custom_id':'b','params':[]}]} | 400 | requests.1.params: Input should be a valid dictionary
            {'requests':[{'custom_id':'a','params':{'x':'#9000000'}}]} | 413 | requests.0: the request has more than 8323072 bytes
            {'other':'#9000000','requests':[]} | 413 | requests.0: the request has more than 8323072 bytes
            """)
    void refusesWrongBatches(String body, int status, String message) throws IOException {
        assertThat(batch(body, new ArrayList<>())).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(AnthropicErrors.INSTANCE.status(refused.error())).isEqualTo(status);
            assertThat(refused.error().message()).isEqualTo(message);
        });
    }

    /** A number after a sign stands for a text as long, or an array as deep. */
    private static Reading<Integer> batch(String body, List<String> lines) throws IOException {
        String text = Pattern.compile("#(\\d+)")
                .matcher(body.replace('\'', '"'))
                .replaceAll(count -> "x".repeat(Integer.parseInt(count.group(1))));
        String deep = Pattern.compile("\\^(\\d+)")
                .matcher(text)
                .replaceAll(count ->
                        "[".repeat(Integer.parseInt(count.group(1))) + "]".repeat(Integer.parseInt(count.group(1))));
        return MessageBatchCreate.read(
                new ByteArrayInputStream(deep.getBytes(StandardCharsets.UTF_8)),
                (model, line) -> lines.add(model + " " + line),
                _ -> {});
    }

    @Test
    void handsOnTheRequestsOfABatchAsTheyAre() throws IOException {
        // Given
        List<String> lines = new ArrayList<>();
        // When
        Reading<Integer> read = batch(
                "{'other':[{}],'requests':[ {'custom_id':'#64', 'params':{'model':'m','x':1.50,'y':'\\u00e9\n'.'z':null}},"
                                .replace("'.'", "','")
                                .replace("\n", "\\n")
                        + "{'custom_id':'b','params':{}} ],'more':1}",
                lines);
        // Then
        assertThat(read).isEqualTo(new Reading.Fine<>(2));
        assertThat(lines)
                .containsExactly(
                        "m {\"custom_id\":\"" + "x".repeat(64)
                                + "\",\"params\":{\"model\":\"m\",\"x\":1.50,\"y\":\"\u00e9\\n\",\"z\":null}}",
                        " {\"custom_id\":\"b\",\"params\":{}}");
    }

    @Test
    void takesAHundredThousandRequestsAndNoMore() throws IOException {
        assertThat(batch(requests(MessageBatchCreate.MOST), new ArrayList<>()))
                .isEqualTo(new Reading.Fine<>(MessageBatchCreate.MOST));
        assertThat(batch(requests(MessageBatchCreate.MOST + 1), new ArrayList<>()))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.error().message())
                                .isEqualTo("requests: List should have at most 100000 items after validation,"
                                        + " not 100001"));
    }

    private static String requests(int count) {
        return IntStream.range(0, count)
                .mapToObj(each -> "{'custom_id':'c" + each + "','params':{}}")
                .collect(Collectors.joining(",", "{'requests':[", "]}"));
    }

    /** Two hundred megabytes, and room for one request. */
    @Test
    void holdsOneRequestAtATime() throws IOException {
        // Given
        String text = "x".repeat(1_000_000);
        Iterator<String> parts = Stream.of(
                        Stream.of("{\"requests\":["),
                        IntStream.range(0, 200)
                                .mapToObj(each -> (each == 0 ? "" : ",") + "{\"custom_id\":\"c" + each
                                        + "\",\"params\":{\"x\":\"" + text + "\"}}"),
                        Stream.of("]}"))
                .flatMap(each -> each)
                .iterator();
        AtomicLong most = new AtomicLong();
        // When
        Reading<Integer> read =
                MessageBatchCreate.read(new Parts(parts), (_, _) -> {}, held -> most.accumulateAndGet(held, Math::max));
        // Then
        assertThat(read).isEqualTo(new Reading.Fine<>(200));
        assertThat(most.get()).isBetween(1_000_000L, 1_100_000L);
    }

    /** Texts one after the other, each made when it is read. */
    private static final class Parts extends InputStream {
        private final Iterator<String> parts;
        private InputStream part = InputStream.nullInputStream();

        Parts(Iterator<String> parts) {
            this.parts = parts;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = part.read(into, from, length);
            while (count < 0 && parts.hasNext()) {
                part = new ByteArrayInputStream(parts.next().getBytes(StandardCharsets.UTF_8));
                count = part.read(into, from, length);
            }
            return count;
        }
    }

    /** A case may say its own number of tokens. */
    private static JsonNode json(String text) {
        String said = text.contains("$,'max_tokens'") ? SAID.replace("'max_tokens':9,", "") : SAID;
        return Json.read(text.replace("$", said).replace('\'', '"')).orElseThrow();
    }
}
