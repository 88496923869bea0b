package io.tieline.gateway.jobs;

import io.tieline.schemas.RegistryException;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes requests of the inputs of a partition's jobs, a portion of each in turn, in transactions that hold the progress
 * too. Whatever goes wrong, it begins anew: fences the one before it, itself perhaps, and reads from Kafka how far that
 * one came.
 */
final class PartitionExpander implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartitionExpander.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Another one has the partition, which the stream here will notice before long. */
    private static final Duration PAUSE_WHEN_FENCED = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);

    private final int partition;
    private final JobParts parts;
    private final BlockingQueue<Job> news = new LinkedBlockingQueue<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, JobProgress> progress = new HashMap<>();
    private final Map<String, Expansion> expansions = new LinkedHashMap<>();
    private final Thread thread;
    private volatile boolean stopped;

    private PartitionExpander(int partition, JobParts parts) {
        this.partition = partition;
        this.parts = parts;
        this.thread =
                Thread.ofPlatform().name("expand-jobs-" + partition).daemon().unstarted(this);
    }

    static PartitionExpander start(int partition, JobParts parts) {
        PartitionExpander expander = new PartitionExpander(partition, parts);
        expander.thread.start();
        return expander;
    }

    void stands(Job job) {
        news.add(job);
    }

    /** Returns at once; the thread ends soon. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                Duration pause = untilItFails();
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException | InterruptException e) {
                // Being stopped is the only reason; the loop knows.
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns how long to wait before the next try. */
    private Duration untilItFails() throws InterruptedException {
        Producer<String, byte[]> producer = null;
        try {
            producer = parts.clients().expanding(partition);
            producer.initTransactions();
            readProgress();
            expand(producer);
            return Duration.ZERO;
        } catch (InterruptException e) {
            throw e;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            log("another gateway expands the jobs of the partition", e);
            return PAUSE_WHEN_FENCED;
        } catch (KafkaException | RegistryException e) {
            log("the jobs of a partition can't be expanded; trying again", e);
            return PAUSE;
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("partition", partition)
                    .log("a defect in the expansion of jobs; trying again");
            return PAUSE;
        } finally {
            expansions.values().forEach(Expansion::close);
            expansions.clear();
            if (producer != null) {
                // What is open is ended by the next one's first call.
                producer.close(Duration.ZERO);
            }
        }
    }

    private void log(String what, Exception e) {
        LOGGER.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("error", e.getMessage())
                .log(what);
    }

    /** The one before can commit no more: what is there now is all that it did. */
    private void readProgress() {
        progress.clear();
        TopicPartition source = new TopicPartition(Topics.JOB_PROGRESS.name(), partition);
        try (Consumer<String, byte[]> consumer = parts.clients().reading()) {
            consumer.assign(List.of(source));
            consumer.seekToBeginning(List.of(source));
            long end = consumer.endOffsets(List.of(source)).getOrDefault(source, 0L);
            while (consumer.position(source) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    progress.put(record.key(), parts.records().own(Topics.JOB_PROGRESS, record.value()));
                }
            }
        }
    }

    private void expand(Producer<String, byte[]> producer) throws InterruptedException {
        jobs.values().forEach(this::follow);
        while (!stopped) {
            if (expansions.isEmpty()) {
                learn(news.take());
            }
            for (Job job = news.poll(); job != null; job = news.poll()) {
                learn(job);
            }
            boolean failed = !step(producer);
            if (failed) {
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private void learn(Job job) {
        if (JobMachine.isUnderWay(job)) {
            jobs.put(job.getJobId(), job);
        } else {
            jobs.remove(job.getJobId());
        }
        follow(job);
    }

    private void follow(Job job) {
        String jobId = job.getJobId();
        JobProgress soFar = progress.get(jobId);
        Expansion expansion = expansions.get(jobId);
        if (!JobMachine.isUnderWay(job) || isOver(soFar)) {
            forget(jobId);
        } else if (expansion == null) {
            expansions.put(jobId, new Expansion(partition, job, soFar, parts));
        } else {
            expansion.stands(job);
        }
    }

    private static boolean isOver(@Nullable JobProgress soFar) {
        return soFar != null && (soFar.getFinished() || soFar.getProblems() != null);
    }

    private void forget(String jobId) {
        Expansion expansion = expansions.remove(jobId);
        if (expansion != null) {
            expansion.close();
        }
    }

    /** A portion of each job; false where the files of one can't be used at the moment. */
    private boolean step(Producer<String, byte[]> producer) {
        boolean allRead = true;
        Iterator<Map.Entry<String, Expansion>> each = expansions.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Expansion> next = each.next();
            try {
                JobProgress now = next.getValue().step(producer);
                progress.put(next.getKey(), now);
                if (isOver(now)) {
                    next.getValue().close();
                    each.remove();
                }
            } catch (IOException e) {
                next.getValue().close();
                log("the files of job " + next.getKey() + " can't be used; trying again", e);
                allRead = false;
            }
        }
        return allRead;
    }
}
