package io.tieline.gateway.jobs;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobCommandKind;
import io.tieline.schemas.avro.JobState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of tenants: what callers can do with them. Each order is durable when its method returns, and all of them throw
 * {@link KafkaException} where Kafka is away. Thread-safe.
 */
public final class Jobs implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Jobs.class);

    /** How long an order that is durable already is waited for until it shows on all gateways. */
    private static final Duration UNTIL_SEEN = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Comparator<Job> NEWEST_FIRST =
            Comparator.comparing(Job::getCreatedAt).thenComparing(Job::getJobId).reversed();

    private final JobView view;
    private final RecordBytes records;
    private final Producer<String, byte[]> producer;
    private final InstantSource clock;

    Jobs(JobView view, RecordBytes records, Producer<String, byte[]> producer, InstantSource clock) {
        this.view = view;
        this.records = records;
        this.producer = producer;
        this.clock = clock;
    }

    public static Jobs open(JobView view, KafkaConnection kafka, AvroSerdes serdes) {
        return new Jobs(view, RecordBytes.of(serdes), new JobClients(kafka).commanding(), InstantSource.system());
    }

    /**
     * Submits a job.
     *
     * @param job VALIDATING, without counts
     * @param comesAgain whether it will have the same id where its caller asks again; where not, and Kafka has perhaps taken
     *     it, it is cancelled: its caller is told that nothing was done
     * @return the job as it stands now
     */
    public Job create(Job job, boolean comesAgain) {
        if (job.getState() != JobState.VALIDATING) {
            throw new IllegalArgumentException("state is '" + job.getState() + "', allowed: VALIDATING");
        }
        try {
            publish(command(job.getJobId(), JobCommandKind.CREATE).setJob(job).build());
        } catch (KafkaException e) {
            if (!comesAgain) {
                Thread.startVirtualThread(() -> takeBack(job.getJobId()));
            }
            throw e;
        }
        return awaitSeen(job.getJobId(), Optional::isPresent).orElse(job);
    }

    private void takeBack(String jobId) {
        try {
            publish(command(jobId, JobCommandKind.CANCEL).build());
        } catch (KafkaException e) {
            LOGGER.atInfo()
                    .addKeyValue("job", jobId)
                    .addKeyValue("error", e.getMessage())
                    .log("a job that was perhaps not accepted can't be taken back");
        }
    }

    /** A job of the tenant's. */
    public Optional<Job> find(String tenant, String jobId) {
        return find(jobId).filter(job -> job.getTenant().equals(tenant));
    }

    /** A job, whosever it is. */
    public Optional<Job> find(String jobId) {
        Optional<Job> known = view.get(jobId);
        if (known.isEmpty()) {
            view.catchUp();
            known = view.get(jobId);
        }
        return known;
    }

    /** Cancels a job; one that is being cancelled, or was, stays as it is. Refused where it has ended otherwise. */
    public JobAnswer cancel(String tenant, String jobId) {
        Optional<Job> found = newest(tenant, jobId);
        if (found.isEmpty()) {
            return new JobAnswer.Unknown();
        }
        Job job = found.get();
        return switch (job.getState()) {
            case VALIDATING, RUNNING -> {
                publish(command(jobId, JobCommandKind.CANCEL).build());
                yield cancelled(awaitSeen(jobId, Jobs::isNoMoreWanted).orElse(job));
            }
            case CANCELLING, CANCELLED -> new JobAnswer.Done(job);
            case FINALIZING, COMPLETED, EXPIRED, FAILED -> cancelled(job);
        };
    }

    private static boolean isNoMoreWanted(Optional<Job> seen) {
        return seen.isEmpty() || seen.get().getCancellingAt() != null || !JobMachine.isUnderWay(seen.get());
    }

    /** It may have been through before the order came. */
    private JobAnswer cancelled(Job seen) {
        if (JobMachine.isUnderWay(seen) || seen.getCancellingAt() != null) {
            return new JobAnswer.Done(JobMachine.after(seen, new JobEvent.Cancelled(clock.instant())));
        }
        return new JobAnswer.Refused(seen);
    }

    /** Deletes a job, though not its files. Refused where it hasn't ended. */
    public JobAnswer delete(String tenant, String jobId) {
        Optional<Job> found = newest(tenant, jobId);
        if (found.isEmpty()) {
            return new JobAnswer.Unknown();
        }
        if (!JobMachine.hasEnded(found.get())) {
            return new JobAnswer.Refused(found.get());
        }
        publish(command(jobId, JobCommandKind.DELETE).build());
        awaitSeen(jobId, Optional::isEmpty);
        return new JobAnswer.Done(found.get());
    }

    /** Orders depend on the state, so an old one won't do. */
    private Optional<Job> newest(String tenant, String jobId) {
        view.catchUp();
        return view.get(jobId).filter(job -> job.getTenant().equals(tenant));
    }

    /**
     * Lists the tenant's jobs of one API, newest first.
     *
     * @param after id of the job that the page follows; null: it begins with the newest
     * @param before id of the job that the page ends before; null: no such
     * @param limit most jobs on it, 1 or more
     * @return empty where {@code after} or {@code before} is no job of the list
     */
    public Optional<JobPage> list(
            String tenant, JobApi api, @Nullable String after, @Nullable String before, int limit) {
        return list(job -> job.getTenant().equals(tenant) && apiOf(job) == api, after, before, limit);
    }

    /** The same of all that are wanted, whosever they are. */
    public Optional<JobPage> list(Predicate<Job> isWanted, @Nullable String after, @Nullable String before, int limit) {
        view.catchUp();
        List<Job> all =
                view.all().stream().filter(isWanted).sorted(NEWEST_FIRST).toList();
        int from = after == null ? 0 : indexOf(after, all) + 1;
        int to = before == null ? all.size() : indexOf(before, all);
        if ((after != null && from == 0) || to < 0) {
            return Optional.empty();
        }
        List<Job> wanted = all.subList(Math.min(from, to), to);
        boolean hasMore = wanted.size() > limit;
        if (!hasMore) {
            return Optional.of(new JobPage(wanted, false));
        }
        // Whoever pages backwards wants those next to where he is.
        return Optional.of(new JobPage(
                before == null ? wanted.subList(0, limit) : wanted.subList(wanted.size() - limit, wanted.size()),
                true));
    }

    private static JobApi apiOf(Job job) {
        return job.getApi() == null ? JobApi.NATIVE : job.getApi();
    }

    private static int indexOf(String jobId, List<Job> jobs) {
        for (int i = 0; i < jobs.size(); i++) {
            if (jobs.get(i).getJobId().equals(jobId)) {
                return i;
            }
        }
        return -1;
    }

    private JobCommand.Builder command(String jobId, JobCommandKind kind) {
        return JobCommand.newBuilder().setJobId(jobId).setKind(kind).setAt(clock.instant());
    }

    private void publish(JobCommand command) {
        try {
            producer.send(new ProducerRecord<>(
                            Topics.JOB_COMMANDS.name(),
                            command.getJobId(),
                            records.encode(Topics.JOB_COMMANDS, command)))
                    .get(JobClients.PATIENCE.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("Kafka didn't acknowledge a command to a job", e);
        }
    }

    /** The order is durable: where the stream is slow, or Kafka away meanwhile, the caller isn't kept for its sake. */
    private Optional<Job> awaitSeen(String jobId, Predicate<Optional<Job>> isSeen) {
        long end = System.nanoTime() + UNTIL_SEEN.toNanos();
        Optional<Job> seen = view.get(jobId);
        try {
            while (!isSeen.test(seen) && System.nanoTime() < end) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                view.catchUp();
                seen = view.get(jobId);
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOGGER.atInfo()
                    .addKeyValue("job", jobId)
                    .addKeyValue("error", e.getMessage())
                    .log("an order that was accepted may show later");
        }
        return seen;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
