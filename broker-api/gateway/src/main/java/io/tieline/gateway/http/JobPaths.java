package io.tieline.gateway.http;

import io.tieline.gateway.jobs.JobAnswer;
import io.tieline.gateway.jobs.JobPage;
import io.tieline.gateway.jobs.Jobs;
import io.tieline.gateway.own.OwnErrors;
import io.tieline.gateway.own.OwnJobCreate;
import io.tieline.gateway.own.OwnJobs;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Trouble;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Jobs in Tieline's own words. */
final class JobPaths {
    private static final Duration WINDOW = Duration.ofHours(24);

    /** As long as requests are kept. */
    private static final Duration LONGEST_WINDOW = Duration.ofDays(14);

    private static final int LONGEST_PAGE = 1_000;
    private static final int USUAL_PAGE = 20;

    private final Jobs jobs;
    private final Inputs inputs;
    private final InstantSource clock;

    JobPaths(HttpParts parts, Inputs inputs) {
        this.jobs = parts.jobs();
        this.inputs = inputs;
        this.clock = parts.clock();
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/jobs", this::create),
                Endpoint.get("/v1/jobs", this::list),
                Endpoint.get("/v1/jobs/{id}", this::one),
                Endpoint.post("/v1/jobs/{id}/cancel", this::cancel),
                Endpoint.delete("/v1/jobs/{id}", this::delete));
    }

    private Result create(Exchange exchange) throws IOException {
        OwnJobCreate create = Bodies.fine(OwnJobCreate.read(exchange.json()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant deadline = create.deadline() == null ? now.plus(WINDOW) : create.deadline();
        if (!deadline.isAfter(now) || deadline.isAfter(now.plus(LONGEST_WINDOW))) {
            throw new RefusedException(OwnErrors.INSTANCE.phrase(new Flaw.NotOneOf(
                    "deadline", List.of("after " + now, "up to " + now.plus(LONGEST_WINDOW)), deadline.toString())));
        }
        if (!create.route().isEmpty()) {
            inputs.requireModel(exchange, create.route());
        }
        StoredFile input = inputs.find(exchange, create.inputFileId())
                .orElseThrow(() -> exchange.refuse(OwnErrors.unknownInput(create.inputFileId())));
        inputs.requireModels(exchange, input, line -> line.path("request").path("route"));
        Job job = Drafts.job(exchange.newId("job_"), exchange.tenant(), JobApi.NATIVE)
                .setRoute(create.route())
                .setOperation(create.operation())
                .setInputFileId(create.inputFileId())
                .setCreatedAt(now)
                .setDeadline(deadline)
                .setAttributes(create.attributes())
                .build();
        return Result.json(OwnJobs.of(jobs.create(job, exchange.isKept())));
    }

    private Result list(Exchange exchange) {
        String after = exchange.query("after").orElse(null);
        int limit = exchange.query("limit", LONGEST_PAGE, USUAL_PAGE);
        Optional<JobPage> page = jobs.list(exchange.tenant(), JobApi.NATIVE, after, null, limit);
        if (page.isEmpty()) {
            throw unknown(String.valueOf(after));
        }
        return Result.json(OwnJobs.page(
                page.get().jobs().stream().map(OwnJobs::of).toList(), page.get().hasMore()));
    }

    /** Jobs of all APIs can be looked at, for their cost among other things. */
    private Result one(Exchange exchange) {
        return Result.json(OwnJobs.of(find(exchange)));
    }

    private Job find(Exchange exchange) {
        String id = exchange.parameter("id");
        return jobs.find(exchange.tenant(), id).orElseThrow(() -> unknown(id));
    }

    private static RefusedException unknown(String id) {
        return new RefusedException(OwnErrors.INSTANCE.unknown("job", id));
    }

    private Result cancel(Exchange exchange) {
        String id = exchange.parameter("id");
        return switch (jobs.cancel(exchange.tenant(), id)) {
            case JobAnswer.Done(Job job) -> Result.json(OwnJobs.of(job));
            case JobAnswer.Refused(Job job) -> throw refused(job, "hasn't ended yet");
            case JobAnswer.Unknown _ -> throw unknown(id);
        };
    }

    /** Its files stay: others may be made of the same. */
    private Result delete(Exchange exchange) {
        String id = exchange.parameter("id");
        return switch (jobs.delete(exchange.tenant(), id)) {
            case JobAnswer.Done _ -> Result.json(Json.object().put("id", id).put("deleted", true));
            case JobAnswer.Refused(Job job) -> throw refused(job, "has ended");
            case JobAnswer.Unknown _ -> throw unknown(id);
        };
    }

    static RefusedException refused(Job job, String allowed) {
        return new RefusedException(ApiError.of(
                Trouble.CONFLICT,
                "job is " + job.getState().name().toLowerCase(Locale.ROOT) + ", allowed: one that " + allowed));
    }
}
