package io.tieline.schemas;

import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Cancellation;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.IdempotentAnswer;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobPin;
import io.tieline.schemas.avro.JobProgress;
import io.tieline.schemas.avro.ParkedRequest;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommand;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.StoredFile;
import io.tieline.schemas.avro.UnreadableRecord;
import io.tieline.schemas.avro.WorkerLoad;
import java.util.List;
import java.util.Set;

/** Every topic of the broker. {@code asyncapi.yaml} in this module tells the same to people of other languages. */
public final class Topics {
    /** Requests that somebody waits for. */
    public static final Topic<InferenceRequest> REQUESTS_INTERACTIVE =
            new Topic<>("tieline.requests.interactive", InferenceRequest.class);

    /** Requests whose answers may take their time. */
    public static final Topic<InferenceRequest> REQUESTS_BATCH =
            new Topic<>("tieline.requests.batch", InferenceRequest.class);

    /** Requests that no endpoint could take, waiting for a later time. */
    public static final Topic<ParkedRequest> REQUESTS_PARKED =
            new Topic<>("tieline.requests.parked", ParkedRequest.class);

    /** Replies, where the request names no other topic. */
    public static final Topic<InferenceReply> REPLIES = new Topic<>("tieline.replies", InferenceReply.class);

    /** Every call to a provider. */
    public static final Topic<Attempt> ATTEMPTS = new Topic<>("tieline.attempts", Attempt.class);

    /** The health table: the newest record of each endpoint counts. */
    public static final Topic<ProviderHealth> PROVIDER_HEALTH =
            new Topic<>("tieline.provider-health", ProviderHealth.class);

    /** Dispatchers ask for leave to probe an endpoint. As many partitions as {@link #ATTEMPTS}. */
    public static final Topic<ProbeClaim> PROBE_CLAIMS = new Topic<>("tieline.probe-claims", ProbeClaim.class);

    /** Attempts and claims that the health stream could not read. */
    public static final Topic<UnreadableRecord> ATTEMPTS_DEAD_LETTERS =
            new Topic<>("tieline.attempts.dead-letters", UnreadableRecord.class);

    /** Requests that ended without an answer. */
    public static final Topic<DeadLetter> DEAD_LETTERS = new Topic<>("tieline.dead-letters", DeadLetter.class);

    /** Requests and jobs that their callers took back. */
    public static final Topic<Cancellation> CANCELLATIONS = new Topic<>("tieline.cancellations", Cancellation.class);

    /** Batches of requests. */
    public static final Topic<Job> JOBS = new Topic<>("tieline.jobs", Job.class);

    /** What jobs are told: that they begin, that they shall be cancelled. */
    public static final Topic<JobCommand> JOB_COMMANDS = new Topic<>("tieline.job-commands", JobCommand.class);

    /** How far the input of each job has become requests. As many partitions as {@link #JOB_COMMANDS}. */
    public static final Topic<JobProgress> JOB_PROGRESS = new Topic<>("tieline.job-progress", JobProgress.class);

    /** Files that were uploaded, and that jobs have made. */
    public static final Topic<StoredFile> FILES = new Topic<>("tieline.files", StoredFile.class);

    /** Answers to requests over HTTP that name a key. */
    public static final Topic<IdempotentAnswer> IDEMPOTENT_ANSWERS =
            new Topic<>("tieline.idempotent-answers", IdempotentAnswer.class);

    /** The family of models that each job keeps to. */
    public static final Topic<JobPin> JOB_PINS = new Topic<>("tieline.job-pins", JobPin.class);

    /** What tenants, routes, endpoints and jobs have spent: the newest record of each key counts. */
    public static final Topic<Spend> SPEND = new Topic<>("tieline.spend", Spend.class);

    /** Orders to run requests again. */
    public static final Topic<Replay> REPLAYS = new Topic<>("tieline.replays", Replay.class);

    /** What replays are told. One partition: who holds it runs them. */
    public static final Topic<ReplayCommand> REPLAY_COMMANDS =
            new Topic<>("tieline.replay-commands", ReplayCommand.class);

    /** Signs of life of dispatchers, and what they use of limits that they share. One partition, for all read it in one order. */
    public static final Topic<WorkerLoad> WORKER_LOADS = new Topic<>("tieline.worker-loads", WorkerLoad.class);

    /**
     * Whose records have the times at which brokers took them: the order of what several workers did is judged by one clock,
     * not by theirs.
     */
    public static final Set<Topic<?>> TIMED_BY_BROKERS = Set.of(ATTEMPTS, PROBE_CLAIMS, WORKER_LOADS);

    /** All of them. */
    public static final List<Topic<?>> ALL = List.of(
            REQUESTS_INTERACTIVE,
            REQUESTS_BATCH,
            REQUESTS_PARKED,
            REPLIES,
            ATTEMPTS,
            PROVIDER_HEALTH,
            PROBE_CLAIMS,
            ATTEMPTS_DEAD_LETTERS,
            DEAD_LETTERS,
            CANCELLATIONS,
            JOBS,
            JOB_COMMANDS,
            JOB_PROGRESS,
            FILES,
            IDEMPOTENT_ANSWERS,
            JOB_PINS,
            REPLAYS,
            REPLAY_COMMANDS,
            SPEND,
            WORKER_LOADS);

    private Topics() {}
}
