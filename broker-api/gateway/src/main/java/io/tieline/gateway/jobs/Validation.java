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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether the whole input of a job can be run. One for each reading; used by one thread. */
final class Validation {
    /** The first ones tell what is wrong; all of fifty thousand would only be too large for a record. */
    static final int MOST_PROBLEMS = 100;

    /** What a problem says: it quotes what strangers wrote, and all of them have to fit into a record. */
    private static final int LONGEST_WORDS = 1_000;

    static final int MOST_OF_OPENAI = 50_000;
    static final int MOST_OF_OTHERS = 100_000;

    private final Job job;
    private final LineFormat format;
    private final Predicate<String> isThere;
    private final List<JobProblem> problems = new ArrayList<>();
    private final Set<String> customIds = new HashSet<>();
    private @Nullable String model;
    private long tasks;

    private Validation(Job job, LineFormat format, Predicate<String> isThere) {
        this.job = job;
        this.format = format;
        this.isThere = isThere;
    }

    /**
     * What was found.
     *
     * @param total number of lines
     * @param problems why the job fails; empty: it can be run
     */
    record Found(long total, List<JobProblem> problems) {}

    /**
     * Reads the lines to their end, or to as many problems as are told.
     *
     * @param isThere whether there is such a model, for APIs whose batches are of one alone
     */
    static Found of(InputLines lines, Job job, LineFormat format, Predicate<String> isThere) throws IOException {
        return new Validation(job, format, isThere).read(lines);
    }

    private Found read(InputLines lines) throws IOException {
        int most = job.getApi() == JobApi.OPENAI ? MOST_OF_OPENAI : MOST_OF_OTHERS;
        try {
            Optional<String> text = lines.next();
            while (text.isPresent() && problems.size() < MOST_PROBLEMS && tasks <= most) {
                check(format.read(text.get(), lines.number(), job), lines.number());
                text = lines.next();
            }
        } catch (InputLines.LineTooLongException e) {
            add(new JobProblem(
                    "invalid_json_line", "The input can't be read: " + e.getMessage() + ".", null, lines.number()));
        }
        if (tasks > most) {
            add(new JobProblem(
                    "too_many_tasks", "The input file has too many requests; at most " + most + ".", null, null));
        }
        if (lines.number() == 0) {
            add(new JobProblem("empty_file", "The input file has no lines.", null, null));
        }
        return new Found(lines.number(), List.copyOf(problems));
    }

    private void add(JobProblem problem) {
        problems.add(shortened(problem));
    }

    private void check(LineFormat.Line line, long number) {
        tasks++;
        switch (line) {
            case LineFormat.Line.Asked asked -> {
                if (job.getApi() == JobApi.OPENAI && asked.request().hasInputs()) {
                    // Of requests for vectors, each text counts.
                    tasks += Math.max(0, asked.request().getInputs().size() - 1);
                }
                check(asked.customId(), asked.model(), number);
            }
            case LineFormat.Line.Refused refused -> check(refused.customId(), refused.model(), number);
            case LineFormat.Line.Wrong(JobProblem problem) -> add(problem);
        }
    }

    private void check(String customId, String lineModel, long number) {
        if (!customIds.add(customId)) {
            add(new JobProblem(
                    "duplicate_custom_id",
                    "The custom_id '" + customId + "' for this request is a duplicate of another request. Each must be"
                            + " unique in a batch.",
                    "custom_id",
                    number));
        }
        if (job.getApi() == JobApi.OPENAI) {
            checkModel(lineModel, number);
        }
    }

    /** All lines of a file name the same. */
    private void checkModel(String lineModel, long number) {
        if (model == null) {
            model = lineModel;
            if (!isThere.test(lineModel)) {
                add(new JobProblem(
                        "model_not_found",
                        "The provided model '" + lineModel + "' is not supported by the Batch API.",
                        "body.model",
                        number));
            }
        } else if (!lineModel.equals(model)) {
            add(new JobProblem(
                    "model_mismatch",
                    "The model '" + lineModel + "' for this request does not match the rest of the batch, '" + model
                            + "'. Each batch must contain requests for a single model.",
                    "body.model",
                    number));
        }
    }

    static JobProblem shortened(JobProblem problem) {
        String param = problem.getParam();
        return JobProblem.newBuilder(problem)
                .setMessage(shortened(problem.getMessage()))
                .setParam(param == null ? null : shortened(param))
                .build();
    }

    private static String shortened(String words) {
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }
}
