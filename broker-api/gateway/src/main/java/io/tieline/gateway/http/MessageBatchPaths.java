package io.tieline.gateway.http;

import io.tieline.gateway.anthropic.AnthropicErrors;
import io.tieline.gateway.anthropic.MessageBatchCreate;
import io.tieline.gateway.anthropic.MessageBatches;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.files.NewFile;
import io.tieline.gateway.jobs.JobAnswer;
import io.tieline.gateway.jobs.JobPage;
import io.tieline.gateway.jobs.Jobs;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs as Anthropic's message batches. */
final class MessageBatchPaths {
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final Duration INPUT_KEPT = Duration.ofDays(30);
    private static final int LONGEST_PAGE = 1_000;
    private static final int USUAL_PAGE = 20;

    private final Jobs jobs;
    private final FileShelf files;
    private final Inputs inputs;
    private final InstantSource clock;
    private final @Nullable String advertised;

    MessageBatchPaths(HttpParts parts, Inputs inputs, @Nullable String advertised) {
        this.jobs = parts.jobs();
        this.files = parts.files();
        this.inputs = inputs;
        this.clock = parts.clock();
        this.advertised = advertised;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/messages/batches", this::create),
                Endpoint.get("/v1/messages/batches", this::list),
                Endpoint.get("/v1/messages/batches/{id}", this::one),
                Endpoint.post("/v1/messages/batches/{id}/cancel", this::cancel),
                Endpoint.delete("/v1/messages/batches/{id}", this::delete),
                Endpoint.get("/v1/messages/batches/{id}/results", this::results));
    }

    private Result create(Exchange exchange) throws IOException {
        MessageBatchCreate create = Bodies.fine(MessageBatchCreate.read(exchange.json()));
        create.models().forEach(model -> inputs.requireModel(exchange, model));
        byte[] lines = String.join("\n", create.lines()).concat("\n").getBytes(StandardCharsets.UTF_8);
        String fileId = exchange.newId("file-");
        files.upload(
                new NewFile(fileId, exchange.tenant(), "requests.jsonl", "anthropic_batch", lines.length, INPUT_KEPT),
                new ByteArrayInputStream(lines));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Job job = Drafts.job(exchange.newId("msgbatch_"), exchange.tenant(), JobApi.ANTHROPIC)
                .setOperation(Operation.CHAT)
                .setInputFileId(fileId)
                .setTotal(create.lines().size())
                .setCreatedAt(now)
                .setDeadline(now.plus(WINDOW))
                .setAttributes(Map.of())
                .build();
        return told(exchange, jobs.create(job));
    }

    private Result told(Exchange exchange, Job job) {
        return Result.json(MessageBatches.of(job, base(exchange)));
    }

    private String base(Exchange exchange) {
        return advertised == null ? exchange.addressed() : advertised;
    }

    private Result list(Exchange exchange) {
        String after = exchange.query("after_id").orElse(null);
        String before = exchange.query("before_id").orElse(null);
        int limit = exchange.query("limit", LONGEST_PAGE, USUAL_PAGE);
        Optional<JobPage> page = jobs.list(exchange.tenant(), JobApi.ANTHROPIC, after, before, limit);
        if (page.isEmpty()) {
            throw unknown(after == null ? String.valueOf(before) : after);
        }
        return Result.json(MessageBatches.page(
                page.get().jobs().stream()
                        .map(job -> MessageBatches.of(job, base(exchange)))
                        .toList(),
                page.get().hasMore()));
    }

    private Result one(Exchange exchange) {
        return told(exchange, find(exchange));
    }

    private Job find(Exchange exchange) {
        String id = exchange.parameter("id");
        return jobs.find(exchange.tenant(), id)
                .filter(job -> Drafts.isOf(job, JobApi.ANTHROPIC))
                .orElseThrow(() -> unknown(id));
    }

    private static RefusedException unknown(String id) {
        return new RefusedException(AnthropicErrors.INSTANCE.unknownBatch(id));
    }

    /** One that has ended stays as it is. */
    private Result cancel(Exchange exchange) {
        Job asked = find(exchange);
        return switch (jobs.cancel(exchange.tenant(), asked.getJobId())) {
            case JobAnswer.Done(Job job) -> told(exchange, job);
            case JobAnswer.Refused(Job job) -> told(exchange, job);
            case JobAnswer.Unknown _ -> throw unknown(asked.getJobId());
        };
    }

    private Result delete(Exchange exchange) throws IOException {
        Job asked = find(exchange);
        return switch (jobs.delete(exchange.tenant(), asked.getJobId())) {
            case JobAnswer.Done(Job job) -> {
                Drafts.deleteFiles(job, files);
                yield Result.json(MessageBatches.deleted(job.getJobId()));
            }
            case JobAnswer.Refused(Job job) ->
                throw new RefusedException(AnthropicErrors.INSTANCE.notEnded(job.getJobId()));
            case JobAnswer.Unknown _ -> throw unknown(asked.getJobId());
        };
    }

    private Result results(Exchange exchange) throws IOException {
        Job job = find(exchange);
        String output = job.getOutputFileId();
        Optional<StoredFile> file = output == null || !MessageBatches.hasEnded(job)
                ? Optional.empty()
                : files.get(exchange.tenant(), output);
        Optional<InputStream> content =
                file.isEmpty() ? Optional.empty() : files.open(exchange.tenant(), String.valueOf(output), 0);
        return content.<Result>map(results -> new Result.Content(
                        "application/x-jsonl", file.orElseThrow().getBytes(), results))
                .orElseThrow(() -> new RefusedException(AnthropicErrors.INSTANCE.noResults(job.getJobId())));
    }
}
