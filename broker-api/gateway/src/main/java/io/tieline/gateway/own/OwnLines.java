package io.tieline.gateway.own;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.jobs.JobAttributes;
import io.tieline.gateway.jobs.LineFormat;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.Outcome;
import java.util.Optional;

/**
 * The lines of native jobs. In: {@code {"id": ..., "request": {...}}}, the request as it would be sent by itself; out:
 * {@code {"id": ..., "reply": {...}}}, and {@code "refused"} where it was none. Thread-safe.
 */
public final class OwnLines implements LineFormat {
    public static final OwnLines INSTANCE = new OwnLines();

    private static final int LONGEST_ID = 512;

    private OwnLines() {}

    @Override
    public Line read(String text, long number, Job job) {
        Optional<ObjectNode> line = Json.read(text);
        if (line.isEmpty()) {
            return wrong("invalid_json_line", "the line is something else, allowed: a JSON object", "", number);
        }
        String id = line.get().path("id").asText("");
        if (id.isEmpty() || id.length() > LONGEST_ID || !line.get().path("id").isTextual()) {
            return wrong("invalid_id", "id is no text of 1 to " + LONGEST_ID + " characters", "id", number);
        }
        String route = line.get().path("request").path("route").asText(job.getRoute());
        return switch (OwnRequest.read(line.get().path("request"), job.getRoute())) {
            case Reading.Fine<OwnRequest>(var request) -> new Line.Asked(id, route, request.request());
            case Reading.Refused<OwnRequest>(ApiError error) ->
                new Line.Refused(
                        id,
                        route,
                        OwnErrors.INSTANCE.status(error),
                        OwnErrors.INSTANCE.body(error, null).toString());
        };
    }

    private static Line wrong(String code, String message, String field, long number) {
        return new Line.Wrong(new JobProblem(code, message, field.isEmpty() ? null : field, number));
    }

    @Override
    public JobProblem noInput(Job job) {
        Flaw flaw = OwnErrors.unknownInput(job.getInputFileId());
        return new JobProblem(
                "invalid_input_file", OwnErrors.INSTANCE.phrase(flaw).message(), flaw.path(), null);
    }

    @Override
    public boolean isAnswer(InferenceReply reply) {
        return reply.getOutcome() == Outcome.COMPLETED;
    }

    @Override
    public String customId(String written) {
        return Json.text(written, "id").orElseThrow(() -> new IllegalArgumentException("the line has no id"));
    }

    @Override
    public String write(String customId, InferenceReply reply, Job job) {
        ObjectNode line = Json.object().put("id", customId);
        line.set("reply", OwnReply.of(reply));
        Optional.ofNullable(reply.getAttributes().get(JobAttributes.REFUSED_BODY))
                .flatMap(Json::read)
                .ifPresent(body -> line.set("refused", body.path("error")));
        return line.toString();
    }
}
