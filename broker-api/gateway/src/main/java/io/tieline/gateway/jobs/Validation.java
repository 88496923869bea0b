package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the whole input of a job can be run. One for each reading; used by one thread. */
final class Validation {
    /** The first ones tell what is wrong; all of fifty thousand would only be too large for a record. */
    static final int MOST_PROBLEMS = 100;

    private final Job job;
    private final LineFormat format;
    private final List<JobProblem> problems = new ArrayList<>();
    private final Set<String> customIds = new HashSet<>();
    private @Nullable String model;

    private Validation(Job job, LineFormat format) {
        this.job = job;
        this.format = format;
    }

    /**
     * What was found.
     *
     * @param total number of lines
     * @param problems why the job fails; empty: it can be run
     */
    record Found(long total, List<JobProblem> problems) {}

    /** Reads the lines to their end, or to as many problems as are told. */
    static Found of(InputLines lines, Job job, LineFormat format) throws IOException {
        return new Validation(job, format).read(lines);
    }

    private Found read(InputLines lines) throws IOException {
        try {
            Optional<String> text = lines.next();
            while (text.isPresent() && problems.size() < MOST_PROBLEMS) {
                check(format.read(text.get(), lines.number(), job), lines.number());
                text = lines.next();
            }
        } catch (InputLines.LineTooLongException e) {
            problems.add(new JobProblem(
                    "invalid_json_line", "The input can't be read: " + e.getMessage() + ".", null, lines.number()));
        }
        if (lines.number() == 0) {
            problems.add(new JobProblem("empty_file", "The input file has no lines.", null, null));
        }
        return new Found(lines.number(), List.copyOf(problems));
    }

    private void check(LineFormat.Line line, long number) {
        switch (line) {
            case LineFormat.Line.Asked asked -> check(asked.customId(), asked.model(), number);
            case LineFormat.Line.Refused refused -> check(refused.customId(), refused.model(), number);
            case LineFormat.Line.Wrong(JobProblem problem) -> problems.add(problem);
        }
    }

    private void check(String customId, String lineModel, long number) {
        if (!customIds.add(customId)) {
            problems.add(new JobProblem(
                    "duplicate_custom_id",
                    "The custom_id '" + customId + "' is that of an earlier line too; each must be unique in the file.",
                    "custom_id",
                    number));
        }
        if (model == null) {
            model = lineModel;
        }
        if (job.getApi() == JobApi.OPENAI && !lineModel.equals(model)) {
            problems.add(new JobProblem(
                    "model_mismatch",
                    "The model is '" + lineModel + "', but '" + model
                            + "' on the first line; all lines of a file must name the same.",
                    "body.model",
                    number));
        }
    }
}
