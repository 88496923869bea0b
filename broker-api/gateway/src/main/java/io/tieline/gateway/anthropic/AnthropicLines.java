package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.jobs.JobAttributes;
import io.tieline.gateway.jobs.LineFormat;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Failures;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import java.util.Optional;

/** The lines of Anthropic's batches: all results are in one file. Thread-safe. */
public final class AnthropicLines implements LineFormat {
    public static final AnthropicLines INSTANCE = new AnthropicLines();

    private AnthropicLines() {}

    @Override
    public Line read(String text, long number, Job job) {
        Optional<ObjectNode> line = Json.read(text);
        String customId = line.map(node -> node.path("custom_id").asText("")).orElse("");
        if (line.isEmpty() || !customId.matches(MessageBatchCreate.CUSTOM_ID)) {
            return new Line.Wrong(new JobProblem(
                    "invalid_json_line", "This line is no request with a custom_id.", "custom_id", number));
        }
        JsonNode params = line.get().path("params");
        String model = params.path("model").asText("");
        return switch (MessagesRequest.read(params)) {
            case Reading.Fine<MessagesRequest>(var message)
            when message.stream() -> refused(customId, model, AnthropicErrors.INSTANCE.noStream());
            case Reading.Fine<MessagesRequest>(var message) -> new Line.Asked(customId, model, message.request());
            case Reading.Refused<MessagesRequest>(ApiError error) -> refused(customId, model, error);
        };
    }

    private static Line refused(String customId, String model, ApiError error) {
        return new Line.Refused(
                customId,
                model,
                AnthropicErrors.INSTANCE.status(error),
                AnthropicErrors.INSTANCE.body(error, null).toString());
    }

    @Override
    public JobProblem noInput(Job job) {
        return new JobProblem("invalid_request", "The batch has lost its requests.", null, null);
    }

    @Override
    public boolean isAnswer(InferenceReply reply) {
        return true;
    }

    @Override
    public String customId(String written) {
        return Json.text(written, "custom_id").orElseThrow(() -> new IllegalArgumentException("the line has no id"));
    }

    @Override
    public String write(String customId, InferenceReply reply, Job job) {
        ObjectNode line = Json.object().put("custom_id", customId);
        ObjectNode result = line.putObject("result");
        switch (reply.getOutcome()) {
            case COMPLETED -> result.put("type", "succeeded").set("message", AnthropicMessage.of(reply));
            case FAILED, REJECTED -> result.put("type", "errored").set("error", error(reply));
            case EXPIRED -> result.put("type", "expired");
            case CANCELLED -> result.put("type", "canceled");
        }
        return line.toString();
    }

    private static ObjectNode error(InferenceReply reply) {
        String told = reply.getAttributes().get(JobAttributes.REFUSED_BODY);
        ObjectNode body = Optional.ofNullable(told)
                .flatMap(Json::read)
                .orElseGet(() -> AnthropicErrors.INSTANCE.body(Failures.of(reply), null));
        return body.put("request_id", "req_" + reply.getRequestId());
    }
}
