package io.tieline.gateway.jobs;

import io.tieline.schemas.Messages;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Cancellation;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the jobs of a partition. A change of state is told at once, a count soon. */
final class JobProcessor extends ContextualProcessor<String, JobInput, String, JobOutput> {
    static final Duration COUNTS_EVERY = Duration.ofMillis(500);
    static final Duration FORGET_EVERY = Duration.ofHours(1);

    /** How long a job can be asked for after its end. */
    static final Duration KEPT = Duration.ofDays(30);

    private final RecordBytes records;
    private final JobWork work;
    private final Set<String> underWay = new HashSet<>();
    private final Set<String> counted = new HashSet<>();

    /** To be told of with the next counts but one: what is committed now must show before them. */
    private final Set<String> laterCounted = new HashSet<>();

    private final Map<String, Gathering> mended = new HashMap<>();
    private @Nullable KeyValueStore<String, Job> jobs;
    private @Nullable ResultStore results;

    JobProcessor(RecordBytes records, JobWork work) {
        this.records = records;
        this.work = work;
    }

    @Override
    public void init(ProcessorContext<String, JobOutput> context) {
        super.init(context);
        KeyValueStore<String, Job> here = context.getStateStore(JobTopology.JOBS_STORE);
        jobs = here;
        underWay.clear();
        counted.clear();
        laterCounted.clear();
        mended.clear();
        try (KeyValueIterator<String, Job> all = here.all()) {
            while (all.hasNext()) {
                takeOver(all.next().value);
            }
        }
        results = new ResultStore(
                context.getStateStore(JobTopology.RESULTS_STORE), this::neededOf, bytes -> isAnswer(read(bytes)));
        context.schedule(COUNTS_EVERY, PunctuationType.WALL_CLOCK_TIME, this::tick);
        context.schedule(FORGET_EVERY, PunctuationType.WALL_CLOCK_TIME, this::forget);
    }

    private void takeOver(Job job) {
        if (!JobMachine.hasEnded(job)) {
            // Whether its last counts were told before the partition came here isn't known.
            counted.add(job.getJobId());
            follow(job);
        } else if (job.getMended() > 0) {
            counted.add(job.getJobId());
            gather(job);
        }
    }

    private ResultStore.Needed neededOf(String jobId) {
        Job job = jobs().get(jobId);
        return job == null ? ResultStore.Needed.NONE : neededOf(job);
    }

    private static ResultStore.Needed neededOf(Job job) {
        if (!JobMachine.hasEnded(job)) {
            return ResultStore.Needed.ALL;
        }
        return JobMachine.isThrough(job) ? ResultStore.Needed.FAILURES : ResultStore.Needed.NONE;
    }

    private InferenceReply read(byte[] reply) {
        return records.own(Topics.REPLIES, reply);
    }

    private static boolean isAnswer(InferenceReply reply) {
        return reply.getOutcome() == Outcome.COMPLETED;
    }

    @Override
    public void close() {
        work.lost(context().taskId().partition());
    }

    @Override
    public void process(Record<String, JobInput> record) {
        switch (record.value()) {
            case JobInput.Told(JobCommand command) -> take(command);
            case JobInput.Read read -> happens(read.progress().getJobId(), new JobEvent.Progressed(read.progress()));
            case JobInput.Answered(InferenceReply reply, byte[] bytes) -> take(reply, bytes);
        }
    }

    private void take(JobCommand command) {
        if (command.getKind() == null) {
            return;
        }
        String jobId = command.getJobId();
        switch (command.getKind()) {
            case CREATE -> create(command.getJob());
            case CANCEL -> happens(jobId, new JobEvent.Cancelled(command.getAt()));
            case FILES_WRITTEN -> filesWritten(command);
            case DELETE -> delete(jobId);
        }
    }

    private void create(@Nullable Job job) {
        if (job != null && jobs().putIfAbsent(job.getJobId(), job) == null) {
            changed(job);
        }
    }

    private void delete(String jobId) {
        Job job = jobs().get(jobId);
        if (job != null && JobMachine.hasEnded(job)) {
            remove(job);
            context().commit();
        }
    }

    private void remove(Job job) {
        String jobId = job.getJobId();
        jobs().delete(jobId);
        results().keepOnly(ResultStore.Needed.NONE, jobId);
        if (JobMachine.isToMend(job)) {
            mended.remove(jobId);
            work.stands(context().taskId().partition(), notYet(job));
        }
        forward(jobId, new JobOutput.Stands(null));
    }

    private void filesWritten(JobCommand command) {
        String jobId = command.getJobId();
        Job before = jobs().get(jobId);
        happens(
                jobId,
                new JobEvent.FilesWritten(
                        command.getOutputFileId(), command.getErrorFileId(), command.getMended(), command.getAt()));
        Job after = jobs().get(jobId);
        if (before != null && after != null && after.getMendedInFiles() > before.getMendedInFiles()) {
            Messages.orEmpty(command.getFiles()).forEach(file -> forward(file.getFileId(), new JobOutput.Kept(file)));
            counted.remove(jobId);
            laterCounted.add(jobId);
            context().commit();
        }
    }

    /** Each line counts once, for its own tenant, and as long as its job waits for it. */
    private void take(InferenceReply reply, byte[] bytes) {
        JobLine line = JobLine.ofRequest(reply.getRequestId()).orElseThrow();
        Job job = jobs().get(line.jobId());
        if (job == null || !job.getTenant().equals(reply.getTenant())) {
            return;
        }
        if (JobMachine.isUnderWay(job) && results().add(line, bytes)) {
            happens(line.jobId(), new JobEvent.Answered(reply, now()));
        } else if (reply.getReplayOf() != null && isAnswer(reply)) {
            mend(job, line, reply, bytes);
        }
    }

    /** The answer of a replay takes the place of a failure, and of nothing else. */
    private void mend(Job job, JobLine line, InferenceReply answer, byte[] bytes) {
        byte[] kept = results().get(line);
        if (kept == null) {
            return;
        }
        InferenceReply before = read(kept);
        if (!isAnswer(before) && keepMended(job, line, bytes)) {
            happens(line.jobId(), new JobEvent.Mended(before, answer, now()));
        }
    }

    /** Whether it counts. First files that are being written are made of what was there when the job was through. */
    private boolean keepMended(Job job, JobLine line, byte[] bytes) {
        if (JobMachine.isUnderWay(job)) {
            results().replace(line, bytes);
            return true;
        }
        return JobMachine.isThrough(job) && results().addMended(line, bytes);
    }

    private void happens(String jobId, JobEvent event) {
        Job before = jobs().get(jobId);
        if (before == null) {
            return;
        }
        Job after = JobMachine.after(before, event);
        if (after.equals(before)) {
            return;
        }
        jobs().put(jobId, after);
        gather(after);
        if (after.getState() == before.getState()) {
            counted.add(jobId);
            return;
        }
        changed(after);
        if (after.getState() == JobState.CANCELLING) {
            recall(after, "the job was cancelled");
        } else if (after.getState() == JobState.FAILED && before.getState() == JobState.RUNNING) {
            recall(after, "the job failed");
        }
    }

    private void changed(Job job) {
        counted.remove(job.getJobId());
        follow(job);
        forward(job.getJobId(), new JobOutput.Stands(job));
        // Somebody waits for it.
        context().commit();
    }

    private void follow(Job job) {
        if (JobMachine.isUnderWay(job)) {
            underWay.add(job.getJobId());
        } else {
            underWay.remove(job.getJobId());
        }
        if (JobMachine.hasEnded(job)) {
            results().keepOnly(neededOf(job), job.getJobId());
        }
        work.stands(context().taskId().partition(), JobMachine.isToMend(job) ? notYet(job) : job);
    }

    /** As those who work for it see it, while nothing is to be done for its mended lines. */
    private static Job notYet(Job job) {
        return Job.newBuilder(job).setMendedInFiles(job.getMended()).build();
    }

    /** Files aren't written anew for each line. */
    private void gather(Job job) {
        String jobId = job.getJobId();
        if (JobMachine.isToMend(job)) {
            mended.merge(jobId, Gathering.begin(now()), (begun, _) -> begun.more(now()));
        } else if (job.getMended() > 0) {
            mended.remove(jobId);
            work.stands(context().taskId().partition(), job);
        }
    }

    private void writeIfDue(String jobId, Instant now) {
        Job job = jobs().get(jobId);
        if (job != null && Objects.requireNonNull(mended.get(jobId)).isDue(now)) {
            mended.remove(jobId);
            work.stands(context().taskId().partition(), job);
        }
    }

    private void recall(Job job, String why) {
        Cancellation cancellation = new Cancellation(job.getJobId(), now(), why, job.getTenant());
        forward(new OwnedId(job.getTenant(), job.getJobId()).key(), new JobOutput.Recalled(cancellation));
    }

    private void tick(long timestamp) {
        Instant now = Instant.ofEpochMilli(timestamp);
        List.copyOf(underWay).forEach(jobId -> happens(jobId, new JobEvent.Tick(now)));
        List.copyOf(mended.keySet()).forEach(jobId -> writeIfDue(jobId, now));
        counted.forEach(jobId -> forward(jobId, new JobOutput.Stands(jobs().get(jobId))));
        counted.clear();
        counted.addAll(laterCounted);
        laterCounted.clear();
        results().dropSome();
    }

    private void forget(long timestamp) {
        Instant before = Instant.ofEpochMilli(timestamp).minus(KEPT);
        List<Job> over = new ArrayList<>();
        try (KeyValueIterator<String, Job> all = jobs().all()) {
            while (all.hasNext()) {
                Job job = all.next().value;
                if (job.getEndedAt() != null && job.getEndedAt().isBefore(before)) {
                    over.add(job);
                }
            }
        }
        over.forEach(this::remove);
    }

    private void forward(String jobId, JobOutput output) {
        context().forward(new Record<>(jobId, output, context().currentSystemTimeMs()));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private KeyValueStore<String, Job> jobs() {
        if (jobs == null) {
            throw new IllegalStateException("the processor is used before its init");
        }
        return jobs;
    }

    private ResultStore results() {
        if (results == null) {
            throw new IllegalStateException("the processor is used before its init");
        }
        return results;
    }
}
