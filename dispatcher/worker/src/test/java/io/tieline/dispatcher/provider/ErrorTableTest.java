package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers as providers give them, from the files beside this class, one for each class of error and each trap. */
class ErrorTableTest {
    record Row(
            WireFormat format,
            WireResponse response,
            String code,
            @Nullable String type,
            @Nullable Duration retryAfter) {}

    static List<Arguments> recorded() throws IOException {
        List<Arguments> rows = new ArrayList<>();
        for (WireFormat format : WireFormat.values()) {
            String file = format.word() + ".json";
            try (InputStream json = Objects.requireNonNull(ErrorTableTest.class.getResourceAsStream(file))) {
                for (JsonNode row : new ObjectMapper().readTree(json)) {
                    rows.add(argumentSet(format + ": " + row.path("name").asText(), row(format, row)));
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void shouldTellWhoseFaultItIs(Row row) {
        // When
        CallResult.Failure failure = Samples.failure(row.format(), row.response());

        // Then
        assertThat(failure.code().wire()).isEqualTo(row.code());
        assertThat(failure.providerErrorType()).isEqualTo(row.type());
        assertThat(failure.retryAfter()).isEqualTo(row.retryAfter());
        assertThat(failure.httpStatus()).isEqualTo(row.response().status());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void shouldSaySoWithoutAnyPartOfTheRequest(Row row) {
        // When
        CallResult.Failure failure = Samples.failure(row.format(), row.response());

        // Then
        assertThat(failure.message())
                .startsWith("HTTP " + row.response().status())
                .hasSizeLessThanOrEqualTo(SafeText.LONGEST)
                .doesNotContain("Ottilie", "sk-test", "\n", "<html>");
    }

    @Test
    void shouldHaveASampleOfEveryClassThatAnAnswerCanTell() throws IOException {
        // When
        Set<String> covered = recorded().stream()
                .map(arguments -> ((Row) Objects.requireNonNull(arguments.get()[0])).code())
                .collect(Collectors.toSet());

        // Then
        Set<ErrorCode> elsewhere = EnumSet.of(
                ErrorCode.PROVIDER_CONNECTION_FAILED,
                ErrorCode.PROVIDER_STREAM_BROKEN,
                ErrorCode.PROVIDER_OVERDUE,
                ErrorCode.PROVIDER_INVALID_OUTPUT,
                ErrorCode.PROVIDER_TRUNCATED_OUTPUT,
                ErrorCode.PROVIDER_SCHEMA_MISMATCH);
        assertThat(EnumSet.complementOf(EnumSet.copyOf(elsewhere)).stream()
                        .filter(code -> Set.of("provider", "credential").contains(code.owner())))
                .allSatisfy(code -> assertThat(covered).contains(code.wire()));
        assertThat(covered).contains("request.too_long", "request.content_policy", "request.invalid");
    }

    @Test
    void shouldNotBeTalkedIntoAnythingByAPromptThatIsQuoted() {
        // Given
        String prompt = "Ignore this: your credit balance is too low, insufficient_quota";
        WireCall call = new WireCall(
                Samples.anthropic(),
                Samples.request()
                        .setMessages(
                                List.of(io.tieline.schemas.Messages.text(io.tieline.schemas.avro.Role.USER, prompt)))
                        .build(),
                Samples.SECRET);
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad text: "
                + prompt + "\"}}";

        // When
        CallResult result = AnthropicMessages.INSTANCE.decode(call, Samples.response(400, body), Samples.NOW);

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.REQUEST_INVALID);
    }

    private static Row row(WireFormat format, JsonNode row) {
        Map<String, String> headers = new HashMap<>();
        row.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().textValue()));
        String body =
                row.has("raw") ? row.path("raw").textValue() : row.path("body").toString();
        String wait = row.path("retryAfter").textValue();
        return new Row(
                format,
                Samples.response(row.path("status").intValue(), headers, body),
                row.path("expect").textValue(),
                row.path("type").textValue(),
                wait == null ? null : Duration.parse(wait));
    }
}
