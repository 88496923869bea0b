package io.tieline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.schemas.avro.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A job as the gateway tells of it.
 *
 * @param total lines of the input; 0 until it is validated
 * @param open of them, those without an outcome
 * @param problems why it couldn't be run, in words
 * @param json all that was told
 */
record BatchJob(
        String id,
        JobState state,
        long total,
        long completed,
        long failed,
        long cancelled,
        long expired,
        long open,
        long costMicroUsd,
        boolean costEstimated,
        @Nullable String outputFileId,
        @Nullable String errorFileId,
        List<String> problems,
        JsonNode json) {
    BatchJob {
        problems = List.copyOf(problems);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if this tells of none
     */
    static BatchJob of(JsonNode json) {
        String id = json.path("id").textValue();
        if (id == null) {
            throw new IllegalArgumentException("there is no id");
        }
        JsonNode counts = json.path("counts");
        List<String> problems = new ArrayList<>();
        json.path("problems").forEach(problem -> problems.add(problem(problem)));
        return new BatchJob(
                id,
                JobState.valueOf(json.path("state").asText().toUpperCase(Locale.ROOT)),
                counts.path("total").asLong(),
                counts.path("completed").asLong(),
                counts.path("failed").asLong(),
                counts.path("cancelled").asLong(),
                counts.path("expired").asLong(),
                counts.path("open").asLong(),
                json.path("costMicroUsd").asLong(),
                json.path("costEstimated").asBoolean(),
                json.path("outputFileId").textValue(),
                json.path("errorFileId").textValue(),
                problems,
                json);
    }

    private static String problem(JsonNode problem) {
        String message = problem.path("message").asText(problem.path("code").asText());
        return problem.hasNonNull("line") ? "line " + problem.get("line").asLong() + ": " + message : message;
    }

    boolean hasEnded() {
        return switch (state) {
            case VALIDATING, RUNNING, CANCELLING, FINALIZING -> false;
            case COMPLETED, CANCELLED, EXPIRED, FAILED -> true;
        };
    }

    /** That of the requests that name none; a dash where each names its own. */
    String route() {
        return json.hasNonNull("route") ? json.get("route").asText() : "-";
    }

    /** Lines with an outcome. */
    long done() {
        return total - open;
    }

    /** Whether every line was answered. */
    boolean isComplete() {
        return hasEnded() && total > 0 && completed == total;
    }

    String stateInWords() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    String cost() {
        return Usd.text(costMicroUsd, costEstimated);
    }

    /** What became of the lines, in words. */
    String counts() {
        StringBuilder text = new StringBuilder(completed + " of " + total + " answered");
        append(failed, "failed", text);
        append(cancelled, "cancelled", text);
        append(expired, "expired", text);
        append(open, "open", text);
        return text.toString();
    }

    private static void append(long count, String what, StringBuilder text) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }

    /** One line for a person. */
    String summary() {
        return "Job " + id + " " + stateInWords() + ": " + counts() + "; cost " + cost();
    }

    /** All of it for a person. */
    String details() {
        TextTable table = new TextTable("job", id)
                .row("state", stateInWords())
                .row("route", route())
                .row("lines", total == 0 ? "not counted yet" : counts())
                .row("cost", cost());
        for (String time : List.of("createdAt", "startedAt", "deadline", "endedAt")) {
            if (json.hasNonNull(time)) {
                table.row(time.replace("At", ""), json.get(time).asText());
            }
        }
        problems.forEach(problem -> table.row("problem", problem));
        return table.toString();
    }
}
