package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.budget.Budgets;
import io.tieline.dispatcher.intake.RequestHandler;
import io.tieline.dispatcher.intake.Seat;
import io.tieline.dispatcher.limits.HedgeBudget;
import io.tieline.dispatcher.provider.ProviderCaller;
import io.tieline.dispatcher.resilience.CallsUnderWay;
import io.tieline.dispatcher.resilience.Guards;
import io.tieline.dispatcher.resilience.Waiters;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Lane;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the requests of one lane. Safe for use by several threads. */
public final class Dispatch implements RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(1);

    static final Decision.Finish TAKEN_BACK =
            new Decision.Finish(Outcome.CANCELLED, ErrorCode.CALLER_CANCELLED, "the caller took the request back");

    private final Lane lane;
    private final RecordReader reader;
    private final Supplier<RequestRules> rules;
    private final Outcomes outcomes;
    private final Tools tools;

    /**
     * What a request needs on its way.
     *
     * @param maxAttempts most calls for a request that names no limit of its own, and for one that names a higher one
     */
    public record Tools(
            AvroSerdes serdes,
            Guards guards,
            ProviderCaller caller,
            Contents contents,
            AttemptPublisher attempts,
            Cancellations cancellations,
            JobPins pins,
            Time time,
            CallsUnderWay calls,
            Budgets budgets,
            HedgeBudget hedges,
            String workerId,
            int maxAttempts) {}

    /**
     * Gets ready.
     *
     * @param lane that the records come from
     * @param rules by which a request goes that is taken up now; only their catalogue ever changes
     */
    public Dispatch(Lane lane, RecordReader reader, Supplier<RequestRules> rules, Tools tools) {
        this.lane = lane;
        this.reader = reader;
        this.rules = rules;
        this.tools = tools;
        this.outcomes = new Outcomes(tools.serdes(), rules.get(), tools.time());
    }

    @Override
    public Settlement handle(ConsumerRecord<byte[], byte[]> record, Seat seat) throws InterruptedException {
        return switch (read(record, seat)) {
            case Reading.Unreadable(String reason) -> outcomes.undecodable(record, reason);
            case Reading.Request(Taken taken) -> serve(taken, seat);
            case Reading.Unknown(String reason) ->
                throw new IllegalStateException("read() returned unknown: " + reason);
        };
    }

    /** A record that nobody can read while the registry is away waits for it. */
    private Reading read(ConsumerRecord<byte[], byte[]> record, Seat seat) throws InterruptedException {
        while (true) {
            Reading reading = reader.apply(record);
            if (!(reading instanceof Reading.Unknown(String reason))) {
                return reading;
            }
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", reason)
                    .log("a record waits for the registry");
            waitForTheRegistry(seat);
        }
    }

    private void waitForTheRegistry(Seat seat) throws InterruptedException {
        try {
            tools.time().sleepUntil(tools.time().instant().plus(REGISTRY_PAUSE));
        } catch (InterruptedException e) {
            // What nobody can read can't be parked either: those behind it have to wait.
            if (!seat.isDiverted()) {
                throw e;
            }
        }
    }

    private Settlement serve(Taken taken, Seat seat) throws InterruptedException {
        Progress progress = new Progress(taken);
        try (Cancellations.Watch _ = tools.cancellations().watch(taken.request(), seat::recall)) {
            RequestRules now = rules.get();
            Optional<Problem> problem = now.check(taken.request(), taken.requestBytes());
            return problem.isPresent()
                    ? reject(taken, progress, problem.get())
                    : run(taken, progress, now.catalogue(), seat);
        } catch (InterruptedException e) {
            if (seat.isRecalled()) {
                return outcomes.ended(taken, progress, TAKEN_BACK, List.of());
            }
            if (seat.isDiverted()) {
                return outcomes.parked(
                        taken, progress, tools.time().instant(), "it held back everything that came after it");
            }
            throw e;
        } catch (RuntimeException defect) {
            LOG.atError()
                    .setCause(defect)
                    .addKeyValue("requestId", taken.request().getRequestId())
                    .log("a defect of the broker ended a request");
            return end(taken, progress, Outcome.FAILED, ErrorCode.BROKER_INTERNAL, "a defect of the broker: " + defect);
        }
    }

    private Settlement reject(Taken taken, Progress progress, Problem problem) {
        return end(taken, progress, Outcome.REJECTED, problem.code(), problem.message());
    }

    private Settlement end(Taken taken, Progress progress, Outcome outcome, ErrorCode code, String message) {
        return outcomes.ended(taken, progress, new Decision.Finish(outcome, code, message), List.of());
    }

    private Settlement run(Taken taken, Progress progress, Catalogue catalogue, Seat seat) throws InterruptedException {
        InferenceRequest request = taken.request();
        Plan plan = plan(request, catalogue);
        waitForItsTime(taken, plan.endpoints(), seat);
        Errand errand = new Errand(
                request.getRequestId(),
                plan,
                request.getDeadline(),
                maxAttempts(request),
                tools.time().instant(),
                lane);
        return new RequestRun(taken, errand, progress, tools, outcomes, seat).toItsEnd();
    }

    private Plan plan(InferenceRequest request, Catalogue catalogue) {
        Route route = catalogue.route(request.getRoute()).orElseThrow();
        Tenant tenant = catalogue.tenant(request.getTenant()).orElseThrow();
        Optional<String> pin = Optional.ofNullable(request.getJobId())
                .map(job -> new OwnedId(request.getTenant(), job))
                .flatMap(tools.pins()::familyOf);
        return Plan.of(
                request.getRequestId(),
                Ask.of(request),
                tenant,
                route,
                catalogue.candidates(route),
                pin,
                tools.guards());
    }

    /** A request that was parked needs not wait for its time if one of its endpoints comes back before. */
    private void waitForItsTime(Taken taken, List<Endpoint> candidates, Seat seat) throws InterruptedException {
        Instant moment = earlier(taken.notBefore(), taken.request().getDeadline());
        if (moment.isAfter(tools.time().instant())) {
            Waiters waiters = tools.guards().waiters();
            long seen = waiters.changes();
            seat.rest(() -> tools.time().await(waiters, candidates, seen, moment));
        }
    }

    private int maxAttempts(InferenceRequest request) {
        Integer asked = request.getMaxAttempts();
        return asked == null ? tools.maxAttempts() : Math.min(asked, tools.maxAttempts());
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
