package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether what a provider calls a success is one for the request. Pure. */
record ResponseCheck(InferenceRequest request, Endpoint endpoint, Completion completion) {
    /** Many models put JSON into a block for people, whatever they are told. */
    private static final Pattern FENCED = Pattern.compile("\\s*```(?:json)?\\s*\\n(.*)\\n\\s*```\\s*", Pattern.DOTALL);

    /**
     * Why an answer is none.
     *
     * @param partialText as far as it came, where it was cut off; null: nothing that is of use
     */
    record Fault(ErrorCode code, String message, @Nullable String partialText) {}

    /** The first fault; empty where the answer is one. */
    Optional<Fault> fault() {
        Optional<ErrorCode> failure = completion.failure();
        if (failure.isPresent()) {
            return Optional.of(
                    new Fault(failure.get(), "no usable text, finish reason " + completion.finishReason(), null));
        }
        if (completion.isCutOff() && !Boolean.TRUE.equals(request.getTruncationAllowed())) {
            return Optional.of(cutOff());
        }
        if (completion.isEmpty()) {
            return Optional.of(new Fault(
                    ErrorCode.PROVIDER_INVALID_OUTPUT,
                    "no usable text, finish reason " + completion.finishReason(),
                    null));
        }
        return completion.toolCalls().isEmpty() ? wrongJson() : wrongToolCall();
    }

    /** The answer's text, without what stands around JSON that was asked for. */
    String text() {
        if (request.getJsonSchema() == null) {
            return completion.text();
        }
        Matcher fenced = FENCED.matcher(completion.text());
        return fenced.matches() ? fenced.group(1).strip() : completion.text();
    }

    private Fault cutOff() {
        Integer own = request.getMaxOutputTokens();
        boolean byTheRequest = own != null && own <= endpoint.maxOutput() && !completion.filledTheWindow();
        String partial = completion.text().isBlank() ? null : completion.text();
        return byTheRequest
                ? new Fault(
                        ErrorCode.REQUEST_OUTPUT_LIMIT,
                        "the answer was cut off at the request's own limit, maxOutputTokens " + own,
                        partial)
                : new Fault(
                        ErrorCode.PROVIDER_TRUNCATED_OUTPUT,
                        "the answer was cut off, finish reason " + completion.finishReason(),
                        partial);
    }

    private Optional<Fault> wrongJson() {
        String schema = request.getJsonSchema();
        if (schema == null) {
            return Optional.empty();
        }
        if (!(Json.read(text().getBytes(StandardCharsets.UTF_8)) instanceof Json.Body.Document(JsonNode value))
                || value.isMissingNode()) {
            return Optional.of(new Fault(ErrorCode.PROVIDER_SCHEMA_MISMATCH, "the answer is not JSON", null));
        }
        return JsonSchemas.mismatch(schema, value)
                .map(where -> new Fault(
                        ErrorCode.PROVIDER_SCHEMA_MISMATCH, "the answer doesn't match its JSON schema " + where, null));
    }

    private Optional<Fault> wrongToolCall() {
        return completion.toolCalls().stream()
                .filter(call -> !isOffered(call) || !JsonSchemas.isObject(call.getArguments()))
                .findFirst()
                .map(call -> new Fault(
                        ErrorCode.PROVIDER_INVALID_OUTPUT,
                        isOffered(call)
                                ? "the arguments of a tool call are no JSON object"
                                : "a tool is called that was not offered",
                        null));
    }

    private boolean isOffered(ToolCall call) {
        return Messages.orEmpty(request.getTools()).stream()
                .anyMatch(tool -> tool.getName().equals(call.getName()));
    }
}
