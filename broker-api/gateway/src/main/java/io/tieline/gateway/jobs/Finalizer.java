package io.tieline.gateway.jobs;

import io.tieline.schemas.RegistryException;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the files of jobs that are through, and again when lines of theirs were mended, and says so to the stream. Their
 * ids follow from the job's, so that it may be done again after a crash, or because the partition has moved. Thread-safe.
 */
final class Finalizer implements JobWork, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Finalizer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Enough to use the file store well, few enough not to hold up what else runs here. A job that fails isn't waited for. */
    private static final int AT_ONCE = 2;

    private final JobParts parts;
    private final FileWriter files;
    private final Producer<String, byte[]> commands;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(
            AT_ONCE, Thread.ofPlatform().name("finalize-jobs-", 0).daemon().factory());
    private final Map<Integer, Map<String, Writing>> writings = new HashMap<>();

    /** The writing of one job's files, try after try. */
    private final class Writing {
        private final int partition;
        private final Job job;

        /** Set once nobody needs them from here any more, which is before the first of the job's results is dropped. */
        private volatile boolean over;

        private @Nullable Future<?> task;

        private Writing(int partition, Job job) {
            this.partition = partition;
            this.job = job;
        }

        /** Whether it makes the files that the job, as it stands now, needs. */
        boolean isOf(Job now) {
            return FileWriter.isNeeded(now)
                    && now.getState() == job.getState()
                    && (now.getMended() == job.getMended() || !JobMachine.hasEnded(now));
        }

        private synchronized void next(Duration pause) {
            if (!over && !threads.isShutdown()) {
                task = threads.schedule(this::write, pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void write() {
            try {
                if (!over && !tries(partition, job, () -> over)) {
                    next(PAUSE);
                }
            } catch (InterruptedException | InterruptException e) {
                // The partition is another's now.
                Thread.currentThread().interrupt();
            }
        }

        synchronized void end(boolean interrupt) {
            over = true;
            if (task != null) {
                task.cancel(interrupt);
            }
        }
    }

    Finalizer(JobParts parts, JobResults results) {
        this.parts = parts;
        this.files = new FileWriter(parts, results);
        this.commands = parts.clients().commanding();
    }

    @Override
    public synchronized void stands(int partition, Job job) {
        Map<String, Writing> ofPartition = writings.computeIfAbsent(partition, _ -> new HashMap<>());
        Writing writing = ofPartition.get(job.getJobId());
        if (writing != null && writing.isOf(job)) {
            return;
        }
        if (writing != null) {
            // Mostly it has just said itself that it is done; but the one before, which died, may have said so, too.
            writing.end(false);
            ofPartition.remove(job.getJobId());
        }
        if (FileWriter.isNeeded(job) && !threads.isShutdown()) {
            ofPartition.put(job.getJobId(), begin(partition, job));
        }
    }

    private Writing begin(int partition, Job job) {
        Writing writing = new Writing(partition, job);
        writing.next(Duration.ZERO);
        return writing;
    }

    @Override
    public synchronized void lost(int partition) {
        Map<String, Writing> ofPartition = writings.remove(partition);
        if (ofPartition != null) {
            ofPartition.values().forEach(writing -> writing.end(true));
        }
    }

    /** False where it has to be tried again. */
    private boolean tries(int partition, Job job, BooleanSupplier over) throws InterruptedException {
        try {
            tell(files.write(partition, job, over));
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (IOException | UncheckedIOException | KafkaException | RegistryException | ExecutionException e) {
            LOGGER.atWarn()
                    .addKeyValue("job", job.getJobId())
                    .addKeyValue("error", e.toString())
                    .log("the files of a job can't be written; trying again");
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("job", job.getJobId())
                    .log("a defect in the writing of a job's files; trying again");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("the partition is another's now");
        }
        return false;
    }

    private void tell(JobCommand command) throws ExecutionException, InterruptedException {
        commands.send(new ProducerRecord<>(
                        Topics.JOB_COMMANDS.name(),
                        command.getJobId(),
                        parts.records().encode(Topics.JOB_COMMANDS, command)))
                .get();
    }

    /** Ends what is being done; whoever comes next does it. */
    @Override
    public void close() {
        threads.shutdownNow();
        commands.close(Duration.ofSeconds(1));
    }
}
