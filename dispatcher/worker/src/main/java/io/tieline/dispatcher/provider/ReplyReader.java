package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tieline.routing.Ask;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reads one answer, whatever its format: a text, or the reason why there is none. */
record ReplyReader(WireAdapter adapter, WireCall call, WireResponse response, Instant now) {
    private static final int BYTES_PER_TOKEN = 4;

    CallResult read() {
        Json.Body body = Json.read(response.body());
        if (!response.accepted()) {
            return refused(body instanceof Json.Body.Document(JsonNode root) ? root : MissingNode.getInstance());
        }
        return switch (body) {
            case Json.Body.Cut() -> failure(ErrorCode.PROVIDER_STREAM_BROKEN, "the answer breaks off");
            case Json.Body.Garbage() -> failure(ErrorCode.PROVIDER_INVALID_OUTPUT, "the answer is not JSON");
            case Json.Body.Document(JsonNode root)
            when root.isMissingNode() -> failure(ErrorCode.PROVIDER_INVALID_OUTPUT, "the answer is empty");
            case Json.Body.Document(JsonNode root) when ProviderError.isIn(root) -> refused(root);
            case Json.Body.Document(JsonNode root)
            when call.request().getOperation() == Operation.EMBEDDINGS -> vectors(root);
            case Json.Body.Document(JsonNode root) -> completed(adapter.completion(root));
        };
    }

    private CallResult completed(Completion completion) {
        ResponseCheck check = new ResponseCheck(call.request(), call.endpoint(), completion);
        return check.fault()
                .<CallResult>map(fault -> new CallResult.Failure(
                        fault.code(),
                        fault.message(),
                        response.status(),
                        completion.word(),
                        null,
                        completion.usage(),
                        fault.partialText()))
                .orElseGet(() -> new CallResult.Answer(
                        check.text(),
                        completion.toolCalls(),
                        List.of(),
                        completion.finishReason(),
                        usage(completion),
                        response.status()));
    }

    private CallResult vectors(JsonNode root) {
        List<List<Float>> vectors = adapter.embeddings(root);
        Usage told = adapter.usage(root);
        Usage usage = told == null ? new Usage(inputTokens(), 0L, true, 0L) : told;
        Integer dimensions = call.request().getDimensions();
        boolean wrong = vectors.size() != call.request().getInputs().size()
                || vectors.stream()
                        .anyMatch(vector -> vector.isEmpty() || (dimensions != null && vector.size() != dimensions));
        return wrong
                ? new CallResult.Failure(
                        ErrorCode.PROVIDER_INVALID_OUTPUT,
                        "vectors are missing, or of another length than asked",
                        response.status(),
                        null,
                        null,
                        usage)
                : new CallResult.Answer("", List.of(), vectors, Completion.STOP, usage, response.status());
    }

    private CallResult refused(JsonNode root) {
        ProviderError error = ProviderError.of(
                call.endpoint().format(), response.status(), root, sentence -> SafeText.of(sentence, call));
        ErrorCode code = ErrorTable.classify(error);
        Duration wait = RetryAfter.of(code, response.headers(), error.retryDelay(), now);
        return new CallResult.Failure(code, describe(error), response.status(), error.name(), wait, null);
    }

    private String describe(ProviderError error) {
        String status = "HTTP " + response.status();
        if (!error.told()) {
            return status
                    + (response.status() / 100 == 3 ? ", and redirects are not followed" : ", and no known error");
        }
        String named = error.name() == null ? status : status + " " + error.name();
        return SafeText.shorten(error.message().isEmpty() ? named : named + ": " + error.message());
    }

    private CallResult failure(ErrorCode code, String message) {
        return new CallResult.Failure(code, message, response.status(), null, null, null);
    }

    /** What isn't told is estimated, as every call must have a cost. */
    private Usage usage(Completion completion) {
        Usage told = completion.usage();
        if (told != null && told.getOutputTokens() > 0) {
            return told;
        }
        long output = Math.max(1, tokens(completion.text()) + toolTokens(completion));
        return new Usage(
                told == null ? inputTokens() : told.getInputTokens(),
                output,
                true,
                told == null ? 0L : told.getCachedInputTokens());
    }

    private long inputTokens() {
        return Ask.of(call.request()).inputTokens();
    }

    private static long toolTokens(Completion completion) {
        long sum = 0;
        for (ToolCall toolCall : completion.toolCalls()) {
            sum += tokens(toolCall.getName()) + tokens(toolCall.getArguments());
        }
        return sum;
    }

    /** Four bytes make about one token, in languages of few bytes per sign and of many. */
    private static long tokens(String text) {
        return Math.ceilDiv(text.getBytes(StandardCharsets.UTF_8).length, BYTES_PER_TOKEN);
    }
}
