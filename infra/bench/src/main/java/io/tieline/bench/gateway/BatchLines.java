package io.tieline.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A batch of 50,000 requests over HTTP, from the upload of its input to the download of its output. */
public final class BatchLines {
    private static final int LINES = 50_000;
    private static final int WARM_UP = 2_000;
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final GatewayRun run;
    private final Progress progress;
    private final int lines;
    private final long begin = System.nanoTime();
    private final Map<Phase, Duration> ends = new EnumMap<>(Phase.class);

    /** What a batch goes through, one after the other. */
    private enum Phase {
        UPLOADED,
        VALIDATED,
        EXPANDED,
        ANSWERED,
        WRITTEN,
        DOWNLOADED
    }

    private BatchLines(GatewayRun run, Progress progress, int lines) {
        this.run = run;
        this.progress = progress;
        this.lines = lines;
    }

    /** Plays it; whether all was as it must be. */
    public static boolean measure(Consumer<String> out) throws IOException, InterruptedException {
        out.accept(GatewayRun.setting());
        Path input = Files.createTempFile("lines", ".jsonl");
        try (GatewayRun run = GatewayRun.start();
                Progress progress = new Progress(run.stack())) {
            var _ = new BatchLines(run, progress, WARM_UP).play(Lines.write(input, WARM_UP));
            BatchLines batch = new BatchLines(run, progress, LINES);
            Duration all = batch.play(Lines.write(input, LINES));
            batch.tell(out);
            out.accept(run.memory());
            return all.compareTo(LONGEST) <= 0;
        } finally {
            Files.delete(input);
        }
    }

    /** From the upload to the end of the download. */
    private Duration play(Path input) throws IOException, InterruptedException {
        ObjectNode create = OpenAiHttp.JSON
                .createObjectNode()
                .put("input_file_id", run.http().upload(input))
                .put("endpoint", "/v1/chat/completions")
                .put("completion_window", "24h");
        reached(Phase.UPLOADED);
        String id = run.http().create("/v1/batches", create).get("id").textValue();
        JsonNode batch = awaitEnd(id);
        try (Reader output = new InputStreamReader(
                run.http().content(batch.get("output_file_id").textValue()), StandardCharsets.UTF_8)) {
            int answered = Lines.answered(output);
            if (answered != lines) {
                throw new IllegalStateException(answered + " of " + lines + " lines were answered");
            }
        }
        return reached(Phase.DOWNLOADED);
    }

    private JsonNode awaitEnd(String id) throws IOException, InterruptedException {
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            JsonNode batch = run.http().get("/v1/batches/" + id);
            if (progress.isExpanded(id)) {
                reached(Phase.EXPANDED);
            }
            switch (batch.get("status").textValue()) {
                case "validating" -> {}
                case "in_progress" -> reached(Phase.VALIDATED);
                case "finalizing" -> reached(Phase.ANSWERED);
                case "completed" -> {
                    reached(Phase.ANSWERED);
                    reached(Phase.WRITTEN);
                    return batch;
                }
                default -> throw new IllegalStateException("the batch went wrong: " + batch);
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new IllegalStateException("the batch hasn't ended within " + PATIENCE);
    }

    /** Only the first time counts. */
    private Duration reached(Phase phase) {
        return ends.computeIfAbsent(phase, _ -> Duration.ofNanos(System.nanoTime() - begin));
    }

    private void tell(Consumer<String> out) {
        out.accept("%,d lines, after %,d to warm up; each exactly once in the output".formatted(lines, WARM_UP));
        Duration before = Duration.ZERO;
        for (Map.Entry<Phase, Duration> end : ends.entrySet()) {
            out.accept("%-11s after %5.1f s (%.1f s)"
                    .formatted(
                            end.getKey().name().toLowerCase(Locale.ROOT),
                            seconds(end.getValue()),
                            seconds(end.getValue().minus(before))));
            before = end.getValue();
        }
        out.accept("%.0f lines a second".formatted(lines / seconds(before)));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
