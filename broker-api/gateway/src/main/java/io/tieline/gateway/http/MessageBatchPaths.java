package io.tieline.gateway.http;

import io.tieline.gateway.anthropic.AnthropicErrors;
import io.tieline.gateway.anthropic.MessageBatchCreate;
import io.tieline.gateway.anthropic.MessageBatches;
import io.tieline.gateway.auth.Caller.Right;
import io.tieline.gateway.config.GatewayConfig;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.files.NewFile;
import io.tieline.gateway.jobs.JobAnswer;
import io.tieline.gateway.jobs.JobPage;
import io.tieline.gateway.jobs.Jobs;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
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
    private final Repeats repeats;
    private final Path folder;
    private final BodyRoom room;
    private final InstantSource clock;
    private final @Nullable String advertised;
    private final long longest;

    /**
     * Makes the paths.
     *
     * @param room for what is in memory of the bodies
     */
    MessageBatchPaths(HttpParts parts, BodyRoom room, GatewayConfig config) {
        this.jobs = parts.jobs();
        this.files = parts.files();
        this.repeats = new Repeats(parts.once());
        this.folder = parts.uploads();
        this.room = room;
        this.clock = parts.clock();
        this.advertised = config.advertised();
        this.longest = Math.min(config.longestFile().bytes(), MessageBatchCreate.MOST_BYTES);
    }

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint("POST", "/v1/messages/batches", Right.SUBMIT, false, this::create),
                Endpoint.get("/v1/messages/batches", this::list),
                Endpoint.get("/v1/messages/batches/{id}", this::one),
                Endpoint.post("/v1/messages/batches/{id}/cancel", this::cancel),
                Endpoint.delete("/v1/messages/batches/{id}", this::delete),
                Endpoint.get("/v1/messages/batches/{id}/results", this::results));
    }

    /** Requests on their way into the shelf. */
    private static final class Lines implements MessageBatchCreate.Requests {
        private final Exchange exchange;
        private final Writer file;
        private @Nullable String closed;

        Lines(Exchange exchange, Writer file) {
            this.exchange = exchange;
            this.file = file;
        }

        @Override
        public void add(String model, String line) throws IOException {
            if (closed == null && !model.isEmpty() && !exchange.caller().mayAskFor(model)) {
                closed = model;
            }
            file.write(line);
            file.write('\n');
        }
    }

    /** Read before it is known whether it is asked again: memory holds a request of it at a time. */
    private Result create(Exchange exchange) throws IOException, InterruptedException {
        Path aside = Files.createTempFile(folder, "batch-", null);
        MessageDigest sha256 = Repeats.sha256();
        Reading<Integer> count;
        @Nullable String closed;
        try {
            try (InputStream body = new DigestInputStream(exchange.content(longest), sha256);
                    Writer file = Files.newBufferedWriter(aside);
                    BodyRoom.Taken taken = room.take()) {
                Lines lines = new Lines(exchange, file);
                count = MessageBatchCreate.read(body, lines, taken::grow);
                closed = lines.closed;
                // Whoever asks again sends all of it, and who is refused shall not be cut off.
                body.transferTo(OutputStream.nullOutputStream());
            }
            String hash = HexFormat.of().formatHex(sha256.digest());
            return repeats.once(exchange, hash, again -> create(again, aside, Bodies.fine(count), closed));
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private Result create(Exchange exchange, Path lines, int count, @Nullable String closed) throws IOException {
        if (closed != null) {
            throw new RefusedException(exchange.api().unknownModel(closed));
        }
        String fileId = exchange.newId("file-");
        NewFile file = new NewFile(
                fileId, exchange.tenant(), "requests.jsonl", "anthropic_batch", Files.size(lines), INPUT_KEPT);
        try (InputStream content = Files.newInputStream(lines)) {
            files.upload(file, content);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Job job = Drafts.job(exchange.newId("msgbatch_"), exchange.tenant(), JobApi.ANTHROPIC)
                .setOperation(Operation.CHAT)
                .setInputFileId(fileId)
                .setTotal(count)
                .setCreatedAt(now)
                .setDeadline(now.plus(WINDOW))
                .setAttributes(Map.of())
                .build();
        return told(exchange, jobs.create(job, exchange.isKept()));
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
            case JobAnswer.Refused _ -> throw new RefusedException(AnthropicErrors.INSTANCE.notEnded());
            case JobAnswer.Unknown _ -> throw unknown(asked.getJobId());
        };
    }

    private Result results(Exchange exchange) throws IOException {
        Job job = find(exchange);
        String output = job.getOutputFileId();
        Optional<FileShelf.Opened> file = output == null || !MessageBatches.hasEnded(job)
                ? Optional.empty()
                : files.open(exchange.tenant(), output, 0);
        return file.<Result>map(results -> new Result.Content(
                        "application/x-jsonl", results.record().getBytes(), results.content()))
                .orElseThrow(() -> new RefusedException(AnthropicErrors.INSTANCE.noResults(job.getJobId())));
    }
}
