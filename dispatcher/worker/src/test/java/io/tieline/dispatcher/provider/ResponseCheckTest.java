package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseCheckTest {
    private static final Endpoint ENDPOINT = Samples.openAi().withMaxOutput(1_000);
    private static final String SCHEMA = """
            {"type": "object", "properties": {"age": {"type": "integer"}, "name": {"type": "string", "pattern": "^[A-Z]"}},
             "required": ["age"]}""";

    private static InferenceRequest.Builder request() {
        return Samples.request().setTruncationAllowed(null);
    }

    private static Completion text(String text, String word) {
        return new Completion(text, List.of(), word, false, null);
    }

    private static Completion call(String name, String arguments) {
        return new Completion("", List.of(new ToolCall("1", name, arguments)), "tool_calls", false, null);
    }

    private static @Nullable ErrorCode check(InferenceRequest.Builder request, Completion completion) {
        return new ResponseCheck(request.build(), ENDPOINT, completion)
                .fault()
                .map(ResponseCheck.Fault::code)
                .orElse(null);
    }

    @ParameterizedTest(name = "limit {0}, word {1}: {2}")
    @CsvSource({
        ",      length,                        PROVIDER_TRUNCATED_OUTPUT",
        "500,   length,                        REQUEST_OUTPUT_LIMIT",
        "1000,  max_tokens,                    REQUEST_OUTPUT_LIMIT",
        "1001,  MAX_TOKENS,                    PROVIDER_TRUNCATED_OUTPUT",
        "500,   model_context_window_exceeded, PROVIDER_TRUNCATED_OUTPUT",
        "500,   stop,                          ",
        "500,   content_filter,                REQUEST_CONTENT_POLICY"
    })
    void shouldNotTakeAnAnswerThatWasCutOffForOne(@Nullable Integer limit, String word, @Nullable ErrorCode expected) {
        // Given
        InferenceRequest.Builder request = request().setMaxOutputTokens(limit);

        // When, Then
        assertThat(check(request, text("Half of an ans", word))).isEqualTo(expected);
    }

    @Test
    void shouldKeepWhatCameOfAnAnswerThatWasCutOff() {
        // When
        Optional<ResponseCheck.Fault> fault =
                new ResponseCheck(request().build(), ENDPOINT, text("Half of", "length")).fault();

        // Then
        assertThat(fault).get().extracting(ResponseCheck.Fault::partialText).isEqualTo("Half of");
    }

    @Test
    void shouldTakeWhatWasCutOffWhereTheRequestAllowsIt() {
        assertThat(check(request().setTruncationAllowed(true), text("Half of", "length")))
                .isNull();
        assertThat(check(request().setTruncationAllowed(true), text(" ", "length")))
                .isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void shouldNeverTakeNothingForAnAnswer(String nothing) {
        assertThat(check(request(), text(nothing, "stop"))).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"age\": 3} | true",
                "{\"age\": 3, \"name\": \"Ada\"} | true",
                "{\"age\": \"3\"} | false",
                "{\"name\": \"Ada\"} | false",
                "{\"age\": 3, \"name\": \"ada\"} | false",
                "[] | false",
                "Here it is: {\"age\": 3} | false",
                "{\"age\": 3 | false",
                "nothing of the kind | false"
            })
    void shouldHoldAnswersToTheirSchema(String answer, boolean matches) {
        // When
        ErrorCode code = check(request().setJsonSchema(SCHEMA), text(answer, "stop"));

        // Then
        assertThat(code).isEqualTo(matches ? null : ErrorCode.PROVIDER_SCHEMA_MISMATCH);
    }

    @Test
    void shouldTakeJsonOutOfTheBlockAroundIt() {
        // When
        ResponseCheck check = new ResponseCheck(
                request().setJsonSchema(SCHEMA).build(), ENDPOINT, text("```json\n{\"age\": 3}\n```\n", "stop"));

        // Then
        assertThat(check.fault()).isEmpty();
        assertThat(check.text()).isEqualTo("{\"age\": 3}");
    }

    @Test
    void shouldNotQuoteTheAnswer() {
        // When
        String message = new ResponseCheck(
                        request().setJsonSchema(SCHEMA).build(), ENDPOINT, text("{\"age\": \"secret\"}", "stop"))
                .fault()
                .orElseThrow()
                .message();

        // Then
        assertThat(message).contains("/age", "type").doesNotContain("secret");
    }

    @ParameterizedTest(name = "{0}({1}): {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "weather | {\"city\": \"Bern\"} |",
                "weather | {} |",
                "weather | [1] | PROVIDER_INVALID_OUTPUT",
                "weather | {\"city\" | PROVIDER_INVALID_OUTPUT",
                "rm | {} | PROVIDER_INVALID_OUTPUT"
            })
    void shouldTakeCallsOfOfferedToolsAlone(String name, String arguments, @Nullable ErrorCode expected) {
        // Given
        InferenceRequest.Builder request = request().setTools(List.of(new Tool("weather", null, "{}")));

        // When, Then
        assertThat(check(request, call(name, arguments))).isEqualTo(expected);
    }

    @Test
    void shouldSayWhatIsNoSchema() {
        assertThat(JsonSchemas.problemOf(SCHEMA)).isEmpty();
        assertThat(JsonSchemas.problemOf("[]")).contains("it is no JSON object");
        assertThat(JsonSchemas.problemOf("{\"type\": ")).contains("it is no JSON object");
        assertThat(JsonSchemas.problemOf("{\"pattern\": \"(\"}"))
                .get()
                .asString()
                .contains("no JSON schema");
        assertThat(JsonSchemas.problemOf("x".repeat(300_000))).get().asString().contains("characters");
    }

    /** A backtracking engine would be at this for longer than the universe is old. */
    @Test
    void shouldNotBeHeldUpByAPattern() {
        // Given
        InferenceRequest.Builder request = request().setJsonSchema("{\"type\": \"string\", \"pattern\": \"^(a+)+$\"}");

        // When
        ErrorCode code = org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> check(request, text("\"" + "a".repeat(5_000) + "!\"", "stop")));

        // Then
        assertThat(code).isEqualTo(ErrorCode.PROVIDER_SCHEMA_MISMATCH);
    }

    @Test
    void shouldFetchNothingForASchema() {
        assertThat(JsonSchemas.problemOf("{\"$ref\": \"http://127.0.0.1:1/schema.json\"}"))
                .isPresent();
    }
}
