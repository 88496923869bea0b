package io.tieline.gateway.jobs;

import io.tieline.schemas.RegistryException;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.JobProgress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one job's input to requests: the first step reads all of it and tells whether it can be run, each further one
 * takes a portion. Lines that come too late, or after the job was cancelled, get their replies here. Used by one thread.
 */
final class Expansion implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Expansion.class);

    /** Enough that the transaction's own cost doesn't count. */
    private static final int PORTION_LINES = 500;

    private static final int PORTION_BYTES = 1024 * 1024;

    /** What the topic of requests takes. */
    private static final int MOST_REQUEST_BYTES = 2 * 1024 * 1024;

    private final int partition;
    private final JobParts parts;
    private final LineFormat format;
    private Job job;
    private @Nullable JobProgress progress;
    private @Nullable InputLines lines;

    /**
     * Goes on with a job.
     *
     * @param progress how far it is; null: it begins
     */
    Expansion(int partition, Job job, @Nullable JobProgress progress, JobParts parts) {
        this.partition = partition;
        this.job = job;
        this.progress = progress;
        this.parts = parts;
        this.format = parts.formats().apply(job);
    }

    void stands(Job now) {
        job = now;
    }

    /**
     * Does the next step, in a transaction.
     *
     * @return how far it is then
     * @throws IOException if the input can't be read at the moment; nothing was written
     */
    JobProgress step(Producer<String, byte[]> producer) throws IOException {
        Portion portion = next();
        producer.beginTransaction();
        portion.records.forEach(record -> {
            var _ = producer.send(record);
        });
        var _ = producer.send(new ProducerRecord<>(
                Topics.JOB_PROGRESS.name(),
                partition,
                job.getJobId(),
                parts.records().encode(Topics.JOB_PROGRESS, portion.progress)));
        producer.commitTransaction();
        progress = portion.progress;
        return portion.progress;
    }

    private record Portion(List<ProducerRecord<String, byte[]>> records, JobProgress progress) {}

    private Portion next() throws IOException {
        JobProgress soFar = progress;
        try {
            return soFar == null ? validate() : expand(soFar);
        } catch (NoSuchFileException e) {
            return failed(soFar == null ? begin(0) : soFar, List.of(format.noInput(job)));
        } catch (KafkaException | RegistryException e) {
            throw e;
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).addKeyValue("job", job.getJobId()).log("a defect in the reading of an input");
            // The jobs beside it go on.
            throw new IOException("a defect in the reading of the input", e);
        }
    }

    private Portion validate() throws IOException {
        try (InputLines all = open(0, 0)) {
            Validation.Found found =
                    Validation.of(all, job, format, model -> parts.models().test(job.getTenant(), model));
            return found.problems().isEmpty()
                    ? new Portion(List.of(), begin(found.total()))
                    : failed(begin(0), found.problems());
        }
    }

    private JobProgress begin(long total) {
        return JobProgress.newBuilder()
                .setJobId(job.getJobId())
                .setLines(0)
                .setBytes(0)
                .setRequests(0)
                .setTotal(total)
                .setFinished(total == 0)
                .setAt(parts.clock().instant())
                .build();
    }

    private Portion failed(JobProgress soFar, List<JobProblem> problems) {
        return new Portion(
                List.of(),
                JobProgress.newBuilder(soFar)
                        .setProblems(
                                problems.stream().map(Validation::shortened).toList())
                        .setFinished(true)
                        .setAt(parts.clock().instant())
                        .build());
    }

    private InputLines open(long position, long number) throws IOException {
        return new InputLines(parts.files().open(job.getTenant(), job.getInputFileId(), position), position, number);
    }

    private Portion expand(JobProgress soFar) throws IOException {
        if (lines == null) {
            lines = open(soFar.getBytes(), soFar.getLines());
        }
        InputLines rest = lines;
        Instant now = parts.clock().instant();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        long bytes = 0;
        long requests = soFar.getRequests();
        boolean finished = false;
        while (!finished && records.size() < PORTION_LINES && bytes < PORTION_BYTES) {
            Optional<String> text = rest.next();
            if (text.isPresent()) {
                JobLine at = new JobLine(job.getJobId(), rest.number());
                LineOutcome outcome = LineOutcome.of(format.read(text.get(), at.number(), job), at, job, now);
                if (outcome instanceof LineOutcome.Wrong(JobProblem problem)) {
                    return failed(soFar, List.of(problem));
                }
                ProducerRecord<String, byte[]> record = record(outcome, at, now);
                records.add(record);
                bytes += Math.max(record.value().length, text.get().length());
                requests += record.topic().equals(Topics.REQUESTS_BATCH.name()) ? 1 : 0;
            }
            finished = text.isEmpty() || rest.number() >= soFar.getTotal();
        }
        return new Portion(
                records,
                JobProgress.newBuilder(soFar)
                        .setLines(rest.number())
                        .setBytes(rest.position())
                        .setRequests(requests)
                        .setFinished(finished)
                        .setAt(now)
                        .build());
    }

    private ProducerRecord<String, byte[]> record(LineOutcome outcome, JobLine at, Instant now) throws IOException {
        return switch (outcome) {
            case LineOutcome.Request(InferenceRequest request) ->
                record(parts.files().leave(request), at, now);
            case LineOutcome.Reply(InferenceReply reply) -> record(reply);
            case LineOutcome.Wrong wrong -> throw new IllegalStateException("a portion ends before " + wrong);
        };
    }

    private ProducerRecord<String, byte[]> record(InferenceRequest request, JobLine at, Instant now) {
        byte[] value = parts.records().encode(Topics.REQUESTS_BATCH, request);
        if (value.length > MOST_REQUEST_BYTES) {
            String customId = request.getAttributes().getOrDefault(JobAttributes.CUSTOM_ID, "");
            return record(LineOutcome.tooLarge(customId, value.length, MOST_REQUEST_BYTES, at, job, now));
        }
        return new ProducerRecord<>(Topics.REQUESTS_BATCH.name(), request.getRequestId(), value);
    }

    private ProducerRecord<String, byte[]> record(InferenceReply reply) {
        return new ProducerRecord<>(
                Topics.REPLIES.name(), reply.getRequestId(), parts.records().encode(Topics.REPLIES, reply));
    }

    /** Lets go of the input; a later step would open it again where the last one ended. */
    @Override
    public void close() {
        InputLines open = lines;
        lines = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOGGER.atDebug().setCause(e).log("an input can't be closed");
            }
        }
    }
}
