package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.jobs.JobAnswer;
import io.tieline.gateway.jobs.JobPage;
import io.tieline.gateway.jobs.Jobs;
import io.tieline.gateway.own.OwnErrors;
import io.tieline.gateway.own.OwnJobs;
import io.tieline.gateway.own.OwnReply;
import io.tieline.gateway.requests.Broker;
import io.tieline.gateway.words.Flaw;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see and stop, whosever it is. Each order is logged, with the name of the key that gave it. */
final class OperatorPaths {
    private static final Logger AUDIT = LoggerFactory.getLogger("io.tieline.audit");
    private static final int LONGEST_PAGE = 1_000;
    private static final int USUAL_PAGE = 100;

    private final Jobs jobs;
    private final Broker broker;

    OperatorPaths(HttpParts parts) {
        this.jobs = parts.jobs();
        this.broker = parts.broker();
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.operate("GET", "/operate/jobs", this::list),
                Endpoint.operate("GET", "/operate/jobs/{id}", this::one),
                Endpoint.operate("POST", "/operate/jobs/{id}/cancel", this::cancelJob),
                Endpoint.operate("POST", "/operate/tenants/{tenant}/requests/{id}/cancel", this::cancelRequest));
    }

    private Result list(Exchange exchange) {
        String after = exchange.query("after").orElse(null);
        Optional<JobPage> page =
                jobs.list(wanted(exchange), after, null, exchange.query("limit", LONGEST_PAGE, USUAL_PAGE));
        if (page.isEmpty()) {
            throw unknown(String.valueOf(after));
        }
        return Result.json(OwnJobs.page(
                page.get().jobs().stream().map(OperatorPaths::of).toList(),
                page.get().hasMore()));
    }

    private static Predicate<Job> wanted(Exchange exchange) {
        Optional<String> tenant = exchange.query("tenant");
        Optional<JobState> state = exchange.query("state").map(OperatorPaths::state);
        return job -> tenant.map(job.getTenant()::equals).orElse(true)
                && state.map(job.getState()::equals).orElse(true);
    }

    private static JobState state(String word) {
        List<String> words = Arrays.stream(JobState.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!words.contains(word)) {
            throw new RefusedException(OwnErrors.INSTANCE.phrase(new Flaw.NotOneOf("state", words, word)));
        }
        return JobState.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static ObjectNode of(Job job) {
        return OwnJobs.of(job).put("tenant", job.getTenant());
    }

    private Result one(Exchange exchange) {
        return Result.json(of(find(exchange)));
    }

    private Job find(Exchange exchange) {
        String id = exchange.parameter("id");
        return jobs.find(id).orElseThrow(() -> unknown(id));
    }

    private static RefusedException unknown(String id) {
        return new RefusedException(OwnErrors.INSTANCE.unknown("job", id));
    }

    private Result cancelJob(Exchange exchange) {
        Job job = find(exchange);
        audit(exchange, "cancels a job", new OwnedId(job.getTenant(), job.getJobId()));
        return switch (jobs.cancel(job.getTenant(), job.getJobId())) {
            case JobAnswer.Done(Job cancelled) -> Result.json(of(cancelled));
            case JobAnswer.Refused(Job ended) -> throw JobPaths.refused(ended, "hasn't ended yet");
            case JobAnswer.Unknown _ -> throw unknown(job.getJobId());
        };
    }

    private Result cancelRequest(Exchange exchange) throws IOException {
        OwnedId request = new OwnedId(exchange.parameter("tenant"), exchange.parameter("id"));
        audit(exchange, "cancels a request", request);
        broker.cancel(request, "an operator took it back");
        return Result.json(202, OwnReply.state(request.id(), null), Map.of());
    }

    private static void audit(Exchange exchange, String order, OwnedId what) {
        AUDIT.atInfo()
                .addKeyValue("key", exchange.caller().keyName())
                .addKeyValue("tenant", what.tenant())
                .addKeyValue("id", what.id())
                .log("an operator " + order);
    }
}
