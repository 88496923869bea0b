package io.tieline.gateway.jobs;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobCommand;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Jobs in memory: each order is obeyed at once, and nothing is ever worked on. */
public final class MemoryJobs implements JobView {
    private final PlainAvro avro = new PlainAvro();
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final InstantSource clock;
    private int obeyed;
    private volatile boolean away;

    public MemoryJobs(InstantSource clock) {
        this.clock = clock;
    }

    /** The service over them. */
    public Jobs service() {
        return new Jobs(this, avro, producer, clock);
    }

    /** Puts one there as it stands. */
    public void put(Job job) {
        jobs.put(job.getJobId(), job);
    }

    /** Whether Kafka is away from now on. */
    public void away(boolean isAway) {
        away = isAway;
        producer.sendException = isAway ? new KafkaException("Kafka is away") : null;
    }

    @Override
    public Optional<Job> get(String jobId) {
        return Optional.ofNullable(jobs.get(jobId));
    }

    @Override
    public Collection<Job> all() {
        return jobs.values();
    }

    @Override
    public synchronized void catchUp() {
        if (away) {
            throw new KafkaException("Kafka is away");
        }
        var history = producer.history();
        for (; obeyed < history.size(); obeyed++) {
            obey(avro.own(Topics.JOB_COMMANDS, history.get(obeyed).value()));
        }
    }

    private void obey(JobCommand command) {
        switch (command.getKind()) {
            case CREATE -> jobs.putIfAbsent(command.getJobId(), command.getJob());
            case CANCEL ->
                jobs.computeIfPresent(
                        command.getJobId(), (_, job) -> JobMachine.after(job, new JobEvent.Cancelled(command.getAt())));
            case FILES_WRITTEN -> throw new AssertionError("not a caller's command");
            case DELETE -> jobs.remove(command.getJobId());
        }
    }
}
