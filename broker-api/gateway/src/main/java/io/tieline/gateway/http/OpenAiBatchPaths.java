package io.tieline.gateway.http;

import io.tieline.gateway.jobs.JobAnswer;
import io.tieline.gateway.jobs.JobPage;
import io.tieline.gateway.jobs.Jobs;
import io.tieline.gateway.openai.BatchCreate;
import io.tieline.gateway.openai.Batches;
import io.tieline.gateway.openai.OpenAiErrors;
import io.tieline.gateway.openai.OpenAiObjects;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Trouble;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Jobs as OpenAI's batches. */
final class OpenAiBatchPaths {
    private static final int LONGEST_PAGE = 100;
    private static final int USUAL_PAGE = 20;
    private static final String INPUT = "input_file_id";

    private final Jobs jobs;
    private final Inputs inputs;
    private final InstantSource clock;

    OpenAiBatchPaths(Jobs jobs, Inputs inputs, InstantSource clock) {
        this.jobs = jobs;
        this.inputs = inputs;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/batches", this::create),
                Endpoint.get("/v1/batches", this::list),
                Endpoint.get("/v1/batches/{id}", this::one),
                Endpoint.post("/v1/batches/{id}/cancel", this::cancel));
    }

    private Result create(Exchange exchange) throws IOException {
        BatchCreate create = Bodies.fine(BatchCreate.read(exchange.json()));
        // That there is none shows when the batch is validated.
        Optional<StoredFile> input = inputs.find(exchange, create.inputFileId());
        if (input.isPresent()) {
            requirePurpose(exchange, input.get());
            inputs.requireModels(
                    exchange, input.get(), line -> line.path("body").path("model"));
        }
        Map<String, String> attributes = new HashMap<>(create.metadata());
        if (create.outputExpiresAfter() != null) {
            attributes.put(
                    JobShelf.KEPT_SECONDS,
                    String.valueOf(create.outputExpiresAfter().toSeconds()));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Job job = Drafts.job(exchange.newId("batch_"), exchange.tenant(), JobApi.OPENAI)
                .setOperation(create.operation())
                .setInputFileId(create.inputFileId())
                .setCreatedAt(now)
                .setDeadline(now.plus(create.window()))
                .setAttributes(attributes)
                .build();
        return Result.json(Batches.of(jobs.create(job, exchange.isKept())));
    }

    private static void requirePurpose(Exchange exchange, StoredFile file) {
        if (!file.getPurpose().equals(Uploads.BATCH)) {
            throw exchange.refuse(new Flaw.Other(
                    INPUT,
                    "Invalid '" + INPUT + "': the purpose of the file is '" + file.getPurpose() + "', expected '"
                            + Uploads.BATCH + "'."));
        }
    }

    private Result list(Exchange exchange) {
        String after = exchange.query("after").orElse(null);
        int limit = exchange.query("limit", LONGEST_PAGE, USUAL_PAGE);
        Optional<JobPage> page = jobs.list(exchange.tenant(), JobApi.OPENAI, after, null, limit);
        if (page.isEmpty()) {
            throw unknown(String.valueOf(after));
        }
        return Result.json(OpenAiObjects.page(
                page.get().jobs().stream().map(Batches::of).toList(), page.get().hasMore()));
    }

    private Result one(Exchange exchange) {
        return Result.json(Batches.of(find(exchange)));
    }

    private Job find(Exchange exchange) {
        String id = exchange.parameter("id");
        return jobs.find(exchange.tenant(), id)
                .filter(job -> Drafts.isOf(job, JobApi.OPENAI))
                .orElseThrow(() -> unknown(id));
    }

    private static RefusedException unknown(String id) {
        return new RefusedException(OpenAiErrors.INSTANCE.unknownBatch(id));
    }

    private Result cancel(Exchange exchange) {
        Job asked = find(exchange);
        return switch (jobs.cancel(exchange.tenant(), asked.getJobId())) {
            case JobAnswer.Done(Job job) -> Result.json(Batches.of(job));
            case JobAnswer.Refused(Job job) ->
                throw new RefusedException(ApiError.of(
                        Trouble.CONFLICT,
                        "Cannot cancel a batch with status '"
                                + job.getState().name().toLowerCase(Locale.ROOT) + "'."));
            case JobAnswer.Unknown _ -> throw unknown(asked.getJobId());
        };
    }
}
