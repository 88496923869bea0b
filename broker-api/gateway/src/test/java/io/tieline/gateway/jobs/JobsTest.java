package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobCommandKind;
import io.tieline.schemas.avro.JobState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobsTest {
    private final PlainAvro avro = new PlainAvro();
    private final Map<String, Job> seen = new ConcurrentHashMap<>();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final Jobs jobs = new Jobs(new ObedientView(), avro, producer, InstantSource.fixed(Samples.NOON));

    /** Every command shows in it at once, as if a stream had obeyed it. */
    private final class ObedientView implements JobView {
        @Override
        public Optional<Job> get(String jobId) {
            return Optional.ofNullable(seen.get(jobId));
        }

        @Override
        public Collection<Job> all() {
            return seen.values();
        }

        @Override
        public void catchUp() {
            commands().forEach(command -> {
                switch (command.getKind()) {
                    case CREATE -> seen.putIfAbsent(command.getJobId(), command.getJob());
                    case CANCEL ->
                        seen.computeIfPresent(
                                command.getJobId(),
                                (_, job) -> JobMachine.after(job, new JobEvent.Cancelled(command.getAt())));
                    case FILES_WRITTEN -> throw new AssertionError("not a caller's command");
                    case DELETE -> seen.remove(command.getJobId());
                }
            });
        }
    }

    /** Kafka is away. */
    private static final class BlindView implements JobView {
        @Override
        public Optional<Job> get(String jobId) {
            return Optional.empty();
        }

        @Override
        public Collection<Job> all() {
            return List.of();
        }

        @Override
        public void catchUp() {
            throw new KafkaException("Kafka is away");
        }
    }

    /** Kafka takes the first command without a word, and the others as ever. */
    private static final class SilentOnce extends MockProducer<String, byte[]> {
        private SilentOnce() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
            Future<RecordMetadata> sent = super.send(record);
            return history().size() == 1
                    ? CompletableFuture.failedFuture(new TimeoutException("no acknowledgement came"))
                    : sent;
        }
    }

    private List<JobCommand> commands(MockProducer<String, byte[]> producer) {
        return producer.history().stream()
                .map(record -> avro.own(Topics.JOB_COMMANDS, record.value()))
                .toList();
    }

    private List<JobCommand> commands() {
        return commands(producer);
    }

    private void stands(String jobId, JobState state, int age) {
        seen.put(
                jobId,
                Job.newBuilder(Samples.job(jobId))
                        .setState(state)
                        .setCreatedAt(Samples.NOON.minusSeconds(age))
                        .build());
    }

    private Optional<List<String>> page(@Nullable String after, @Nullable String before, int limit) {
        return jobs.list("acme", JobApi.OPENAI, after, before, limit)
                .map(page -> page.jobs().stream().map(Job::getJobId).toList());
    }

    @ParameterizedTest
    @CsvSource({"false, 2", "true, 1"})
    void takesBackWhatKafkaHasPerhapsTakenUnlessItComesAgain(boolean comesAgain, int commands) {
        // Given
        SilentOnce silent = new SilentOnce();
        Jobs unsure = new Jobs(new ObedientView(), avro, silent, InstantSource.fixed(Samples.NOON));
        // When
        assertThatThrownBy(() -> unsure.create(Samples.job("batch_1"), comesAgain))
                .isInstanceOf(TimeoutException.class);
        // Then
        Awaitility.await()
                .during(Duration.ofMillis(300))
                .until(() -> commands(silent).size() == commands);
        assertThat(commands(silent).getLast().getKind())
                .isEqualTo(comesAgain ? JobCommandKind.CREATE : JobCommandKind.CANCEL);
    }

    @Test
    void tellsOfAJobThatIsThereThoughKafkaIsAwayAfterwards() {
        // Given
        Jobs cutOff = new Jobs(new BlindView(), avro, producer, InstantSource.fixed(Samples.NOON));
        // When
        Job created = cutOff.create(Samples.job("batch_1"), false);
        // Then
        assertThat(created).isEqualTo(Samples.job("batch_1"));
        assertThat(commands()).extracting(JobCommand::getKind).containsExactly(JobCommandKind.CREATE);
    }

    @Test
    void createsAJobAndFindsItForItsTenantAlone() {
        // When
        Job created = jobs.create(Samples.job("batch_1"), false);
        // Then
        assertThat(created).isEqualTo(Samples.job("batch_1"));
        assertThat(jobs.find("acme", "batch_1")).contains(created);
        assertThat(jobs.find("mallory", "batch_1")).isEmpty();
        assertThat(jobs.cancel("mallory", "batch_1")).isEqualTo(new JobAnswer.Unknown());
        assertThat(jobs.delete("mallory", "batch_1")).isEqualTo(new JobAnswer.Unknown());
        assertThat(commands()).extracting(JobCommand::getKind).containsExactly(JobCommandKind.CREATE);
    }

    @Test
    void acceptsNothingWhereKafkaDoesNot() {
        // Given
        producer.sendException = new TopicAuthorizationException("no");
        // When, Then
        assertThatThrownBy(() -> jobs.create(Samples.job("batch_1"), false)).isInstanceOf(KafkaException.class);
    }

    @Test
    void cancelsWhatIsUnderWay() {
        // Given
        stands("batch_1", JobState.RUNNING, 0);
        // When
        JobAnswer answer = jobs.cancel("acme", "batch_1");
        // Then
        assertThat(answer).isInstanceOfSatisfying(JobAnswer.Done.class, done -> {
            assertThat(done.job().getState()).isEqualTo(JobState.CANCELLING);
            assertThat(done.job().getCancellingAt()).isEqualTo(Samples.NOON);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = JobState.class,
            names = {"FINALIZING", "COMPLETED", "EXPIRED", "FAILED"})
    void refusesToCancelWhatIsThrough(JobState state) {
        // Given
        stands("batch_1", state, 0);
        // When, Then
        assertThat(jobs.cancel("acme", "batch_1")).isInstanceOf(JobAnswer.Refused.class);
        assertThat(commands()).isEmpty();
    }

    @Test
    void deletesOnlyWhatHasEnded() {
        // Given
        stands("batch_1", JobState.RUNNING, 0);
        stands("batch_2", JobState.COMPLETED, 0);
        // When, Then
        assertThat(jobs.delete("acme", "batch_1")).isInstanceOf(JobAnswer.Refused.class);
        assertThat(jobs.delete("acme", "batch_2")).isInstanceOf(JobAnswer.Done.class);
        assertThat(seen).containsOnlyKeys("batch_1");
    }

    @Test
    void listsPagesNewestFirst() {
        // Given
        stands("batch_d", JobState.RUNNING, 40);
        stands("batch_a", JobState.RUNNING, 10);
        stands("batch_c", JobState.RUNNING, 20);
        stands("batch_b", JobState.RUNNING, 20);
        seen.put(
                "other", Job.newBuilder(Samples.job("other")).setTenant("other").build());
        seen.put(
                "msg",
                Job.newBuilder(Samples.job("msg")).setApi(JobApi.ANTHROPIC).build());
        // When, Then
        assertThat(page(null, null, 10)).contains(List.of("batch_a", "batch_c", "batch_b", "batch_d"));
        assertThat(page(null, null, 2)).contains(List.of("batch_a", "batch_c"));
        assertThat(page("batch_c", null, 1)).contains(List.of("batch_b"));
        assertThat(page("batch_d", null, 1)).contains(List.of());
        assertThat(page(null, "batch_d", 2)).contains(List.of("batch_c", "batch_b"));
        assertThat(page(null, "batch_a", 2)).contains(List.of());
        assertThat(page("unknown", null, 2)).isEmpty();
        assertThat(page(null, "unknown", 2)).isEmpty();
        assertThat(page("other", null, 2)).isEmpty();
        assertThat(jobs.list("acme", JobApi.OPENAI, null, null, 3).orElseThrow().hasMore())
                .isTrue();
        assertThat(jobs.list("acme", JobApi.OPENAI, null, null, 4).orElseThrow().hasMore())
                .isFalse();
    }
}
