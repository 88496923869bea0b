package io.tieline.gateway.jobs;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Role;
import java.util.Collections;
import java.util.List;

/** Lines of a custom id and a text; {@code refuse} and {@code other-model} as the text mean what
 * they say, {@code vectors} asks for a thousand. */
final class PlainFormat implements LineFormat {
    @Override
    public Line read(String text, long number, Job job) {
        String[] words = text.split(" ", 2);
        if (words.length < 2) {
            return new Line.Wrong(new JobProblem("invalid_json_line", "no text", null, number));
        }
        String model = words[1].equals("other-model") ? "other" : "summarize";
        if (words[1].equals("refuse")) {
            return new Line.Refused(words[0], model, 400, "{}");
        }
        List<String> inputs = words[1].equals("vectors") ? Collections.nCopies(1_000, "a") : List.of();
        return new Line.Asked(
                words[0],
                model,
                InferenceRequest.newBuilder()
                        .setRoute(model)
                        .setInputs(inputs)
                        .setMessages(List.of(Messages.text(Role.USER, words[1]))));
    }

    @Override
    public JobProblem noInput(Job job) {
        return new JobProblem("invalid_input_file", "no input", null, null);
    }

    @Override
    public boolean isAnswer(InferenceReply reply) {
        return reply.getOutcome() == Outcome.COMPLETED;
    }

    @Override
    public String customId(String written) {
        return written.split(" ", 2)[0];
    }

    @Override
    public String write(String customId, InferenceReply reply, Job job) {
        return customId + " " + reply.getOutcome();
    }
}
