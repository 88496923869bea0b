package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.jobs.JobAttributes;
import io.tieline.gateway.jobs.LineFormat;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Failures;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines of OpenAI's batches. Thread-safe. */
public final class OpenAiLines implements LineFormat {
    public static final OpenAiLines INSTANCE = new OpenAiLines();

    private static final int LONGEST_ID = 512;

    private OpenAiLines() {}

    @Override
    public Line read(String text, long number, Job job) {
        Optional<ObjectNode> line = Json.read(text);
        return line.isEmpty()
                ? wrong("invalid_json_line", "This line is not parseable as valid JSON.", null, number)
                : read(line.get(), number, job);
    }

    private static Line read(ObjectNode line, long number, Job job) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(line, "", flaws);
        String customId = fields.neededText("custom_id");
        flaws.addIf(
                customId.isEmpty() || customId.length() > LONGEST_ID,
                new Flaw.Other(
                        "custom_id", "Invalid 'custom_id': expected a string of 1 to " + LONGEST_ID + " characters."));
        fields.need("method");
        fields.choice("method", List.of("POST"));
        String url = fields.neededText("url");
        fields.need("body");
        fields.object("body");
        if (flaws.first().isPresent()) {
            ApiError error = OpenAiErrors.INSTANCE.phrase(flaws.first().get());
            return wrong(String.valueOf(error.code()), error.message(), error.param(), number);
        }
        if (!url.equals(Batches.endpoint(job))) {
            String message = "The URL provided for this request does not match the batch endpoint.";
            return wrong("url_mismatch", message, "url", number);
        }
        return read(customId, line.path("body"), number, job);
    }

    /** A few flaws of a body fail the whole file, and the others their own line. */
    private static Line read(String customId, JsonNode body, long number, Job job) {
        String model = body.path("model").asText("");
        if (model.isEmpty()) {
            return wrong("invalid_request", "Model parameter is required.", "body.model", number);
        }
        if (job.getOperation() == Operation.EMBEDDINGS) {
            return line(customId, model, EmbeddingsRequest.read(body));
        }
        if (!body.hasNonNull("messages")) {
            return wrong("invalid_request", "Messages parameter is required.", "body.messages", number);
        }
        if (body.path("stream").booleanValue()) {
            String message = "Chat Completions: Streaming is not supported in the Batch API.";
            return wrong("streaming_unsupported", message, "body.stream", number);
        }
        return line(
                customId,
                model,
                switch (ChatRequest.read(body)) {
                    case Reading.Fine<ChatRequest>(var chat) -> new Reading.Fine<>(chat.request());
                    case Reading.Refused<ChatRequest>(ApiError error) -> new Reading.Refused<>(error);
                });
    }

    private static Line line(String customId, String model, Reading<InferenceRequest.Builder> reading) {
        return switch (reading) {
            case Reading.Fine<InferenceRequest.Builder>(var request) -> new Line.Asked(customId, model, request);
            case Reading.Refused<InferenceRequest.Builder>(ApiError error) ->
                new Line.Refused(
                        customId,
                        model,
                        OpenAiErrors.INSTANCE.status(error),
                        OpenAiErrors.INSTANCE.body(error, null).toString());
        };
    }

    private static Line wrong(String code, String message, @Nullable String param, long number) {
        return new Line.Wrong(new JobProblem(code, message, param, number));
    }

    @Override
    public JobProblem noInput(Job job) {
        String message = "Cannot find file " + job.getInputFileId() + ", or organization " + job.getTenant()
                + " does not have access to it.";
        return new JobProblem("invalid_request", message, "file_id", null);
    }

    @Override
    public boolean isAnswer(InferenceReply reply) {
        return reply.getOutcome() == Outcome.COMPLETED;
    }

    @Override
    public String customId(String written) {
        return Json.text(written, "custom_id").orElseThrow(() -> new IllegalArgumentException("the line has no id"));
    }

    @Override
    public String write(String customId, InferenceReply reply, Job job) {
        ObjectNode line =
                Json.object().put("id", "batch_req_" + reply.getRequestId()).put("custom_id", customId);
        switch (reply.getOutcome()) {
            case COMPLETED ->
                respond(
                        line,
                        reply,
                        200,
                        job.getOperation() == Operation.EMBEDDINGS ? Embeddings.of(reply) : Completions.of(reply));
            case FAILED, REJECTED -> refuse(line, reply);
            case EXPIRED ->
                fail(line, "batch_expired", "This request could not be executed before the completion window expired.");
            case CANCELLED -> fail(line, "batch_cancelled", "This request was cancelled before it was executed.");
        }
        return line.toString();
    }

    private static void refuse(ObjectNode line, InferenceReply reply) {
        Map<String, String> attributes = reply.getAttributes();
        String status = attributes.get(JobAttributes.REFUSED_STATUS);
        String body = attributes.get(JobAttributes.REFUSED_BODY);
        Optional<ObjectNode> told = body == null ? Optional.empty() : Json.read(body);
        if (status != null && told.isPresent()) {
            respond(line, reply, Integer.parseInt(status), told.get());
            return;
        }
        ApiError error = Failures.of(reply);
        respond(line, reply, OpenAiErrors.INSTANCE.status(error), OpenAiErrors.INSTANCE.body(error, null));
    }

    private static void respond(ObjectNode line, InferenceReply reply, int status, ObjectNode body) {
        line.putObject("response")
                .put("status_code", status)
                .put("request_id", "req_" + reply.getRequestId())
                .set("body", body);
        line.putNull("error");
    }

    private static void fail(ObjectNode line, String code, String message) {
        line.putNull("response").putObject("error").put("code", code).put("message", message);
    }
}
