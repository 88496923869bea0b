package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.Replays;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobCommandKind;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplayMark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTopologyTest {
    private static final String ID = "batch_1";

    private final PlainAvro avro = new PlainAvro();
    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path directory;

    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> commands;
    private TestInputTopic<String, byte[]> progress;
    private TestInputTopic<String, byte[]> replies;
    private TestOutputTopic<String, byte[]> jobs;
    private TestOutputTopic<String, byte[]> cancellations;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "jobs-test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        JobWork work = new JobWork() {
            @Override
            public void stands(int partition, Job job) {
                told.add(job.getState().toString());
            }

            @Override
            public void lost(int partition) {
                told.add("lost");
            }
        };
        driver = new TopologyTestDriver(JobTopology.build(avro, 1, work), properties, Samples.NOON);
        commands = input(Topics.JOB_COMMANDS.name());
        progress = input(Topics.JOB_PROGRESS.name());
        replies = input(Topics.REPLIES.name());
        jobs = output(Topics.JOBS.name());
        cancellations = output(Topics.CANCELLATIONS.name());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private TestInputTopic<String, byte[]> input(String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void tell(JobCommandKind kind) {
        commands.pipeInput(
                ID,
                avro.encode(
                        Topics.JOB_COMMANDS,
                        JobCommand.newBuilder()
                                .setJobId(ID)
                                .setKind(kind)
                                .setAt(Samples.NOON)
                                .setJob(kind == JobCommandKind.CREATE ? Samples.job(ID) : null)
                                .build()));
    }

    private void valid(long total) {
        progress.pipeInput(ID, avro.encode(Topics.JOB_PROGRESS, Samples.progress(ID, total)));
    }

    private void answer(InferenceReply reply) {
        replies.pipeInput(reply.getRequestId(), avro.encode(Topics.REPLIES, reply));
    }

    private void answer(long line) {
        answer(Samples.reply(ID, line, Outcome.COMPLETED));
    }

    private List<@Nullable Job> emitted() {
        List<@Nullable Job> all = new ArrayList<>();
        for (KeyValue<String, byte[]> each : jobs.readKeyValuesToList()) {
            assertThat(each.key).isEqualTo(ID);
            all.add(each.value == null ? null : avro.own(Topics.JOBS, each.value));
        }
        return all;
    }

    private List<JobState> states() {
        return emitted().stream()
                .map(job -> Objects.requireNonNull(job).getState())
                .toList();
    }

    private int resultsLeft() {
        int count = 0;
        try (KeyValueIterator<String, byte[]> all = driver.<String, byte[]>getKeyValueStore(JobTopology.RESULTS_STORE)
                .all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    @Test
    void takesAJobToItsEndAndDropsItsResults() {
        // When
        tell(JobCommandKind.CREATE);
        tell(JobCommandKind.CREATE);
        valid(2);
        answer(1);
        answer(2);
        tell(JobCommandKind.FILES_WRITTEN);
        // Then
        assertThat(states())
                .containsExactly(JobState.VALIDATING, JobState.RUNNING, JobState.FINALIZING, JobState.COMPLETED);
        assertThat(told).containsExactly("VALIDATING", "RUNNING", "FINALIZING", "COMPLETED");
        assertThat(resultsLeft()).isEqualTo(2);
        // When
        driver.advanceWallClockTime(JobProcessor.COUNTS_EVERY);
        // Then
        assertThat(resultsLeft()).isZero();
        assertThat(emitted()).isEmpty();
    }

    @Test
    void countsADoubledReplyOnce() {
        // Given
        tell(JobCommandKind.CREATE);
        valid(2);
        // When
        answer(1);
        answer(1);
        answer(Samples.reply(ID, 1, Outcome.FAILED));
        // Then
        assertThat(states()).containsExactly(JobState.VALIDATING, JobState.RUNNING);
        // When
        driver.advanceWallClockTime(JobProcessor.COUNTS_EVERY);
        // Then
        assertThat(emitted()).singleElement().satisfies(job -> {
            assertThat(job.getCompleted()).isEqualTo(1);
            assertThat(job.getFailed()).isZero();
            assertThat(job.getCostMicroUsd()).isEqualTo(7);
        });
    }

    @Test
    void turnsAFailedLineIntoAnAnswerWhenItWasRunAgain() {
        // Given
        tell(JobCommandKind.CREATE);
        valid(3);
        answer(Samples.reply(ID, 1, Outcome.FAILED));
        answer(2);
        // When
        answer(again(1, 1, Outcome.EXPIRED));
        answer(again(1, 2, Outcome.COMPLETED));
        answer(again(1, 3, Outcome.COMPLETED));
        answer(again(2, 1, Outcome.COMPLETED));
        driver.advanceWallClockTime(JobProcessor.COUNTS_EVERY);
        // Then
        assertThat(emitted()).last().satisfies(job -> {
            assertThat(job.getCompleted()).isEqualTo(2);
            assertThat(job.getFailed()).isZero();
            assertThat(job.getExpired()).isZero();
            assertThat(job.getCostMicroUsd())
                    .as("two lines, and the one that failed")
                    .isEqualTo(21);
            assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        });
        assertThat(resultsLeft()).isEqualTo(2);
    }

    private static InferenceReply again(long line, int generation, Outcome outcome) {
        InferenceReply first = Samples.reply(ID, line, outcome);
        ReplayMark mark = new ReplayMark(first.getRequestId(), "replay-1", generation);
        return InferenceReply.newBuilder(first)
                .setRequestId(Replays.requestId(mark))
                .setReplayOf(mark)
                .build();
    }

    @Test
    void countsRepliesThatComeBeforeTheProgress() {
        // Given
        tell(JobCommandKind.CREATE);
        // When
        answer(2);
        answer(1);
        valid(2);
        // Then
        assertThat(states()).containsExactly(JobState.VALIDATING, JobState.FINALIZING);
    }

    @Test
    void leavesOutWhatIsNoReplyToALineOfATenantsOwnJob() {
        // Given
        tell(JobCommandKind.CREATE);
        valid(1);
        // When
        InferenceReply mine = Samples.reply(ID, 1, Outcome.COMPLETED);
        answer(InferenceReply.newBuilder(mine).setTenant("mallory").build());
        answer(InferenceReply.newBuilder(mine).setJobId(null).build());
        answer(InferenceReply.newBuilder(mine).setJobId("batch_2").build());
        answer(InferenceReply.newBuilder(mine).setRequestId("other").build());
        answer(Samples.reply("batch_3", 1, Outcome.COMPLETED));
        replies.pipeInput(ID + "-1", new byte[] {1, 2, 3});
        commands.pipeInput(ID, new byte[] {1, 2, 3});
        progress.pipeInput(ID, (byte[]) null);
        // Then
        assertThat(states()).containsExactly(JobState.VALIDATING, JobState.RUNNING);
        assertThat(resultsLeft()).isZero();
    }

    @Test
    void asksDispatchersToLeaveACancelledJobAlone() {
        // Given
        tell(JobCommandKind.CREATE);
        valid(2);
        // When
        tell(JobCommandKind.CANCEL);
        tell(JobCommandKind.CANCEL);
        // Then
        assertThat(cancellations.readKeyValuesToList()).singleElement().satisfies(each -> {
            assertThat(each.key).endsWith("/" + ID);
            assertThat(avro.own(Topics.CANCELLATIONS, each.value).getId()).isEqualTo(ID);
        });
        assertThat(states()).endsWith(JobState.CANCELLING);
    }

    @Test
    void endsAJobWhoseRepliesNeverCome() {
        // Given
        tell(JobCommandKind.CREATE);
        valid(2);
        answer(1);
        // When
        driver.advanceWallClockTime(
                Duration.ofHours(24).plus(JobMachine.PATIENCE).plusMinutes(1));
        // Then
        assertThat(emitted()).last().satisfies(job -> {
            assertThat(job.getState()).isEqualTo(JobState.FINALIZING);
            assertThat(job.getExpired()).isEqualTo(1);
        });
    }

    @Test
    void deletesOnlyWhatHasEnded() {
        // Given
        tell(JobCommandKind.CREATE);
        valid(1);
        // When
        tell(JobCommandKind.DELETE);
        // Then
        assertThat(emitted()).doesNotContainNull();
        // When
        answer(1);
        tell(JobCommandKind.FILES_WRITTEN);
        emitted();
        tell(JobCommandKind.DELETE);
        // Then
        assertThat(emitted()).containsExactly((Job) null);
    }

    @Test
    void forgetsAJobAMonthAfterItsEnd() {
        // Given
        tell(JobCommandKind.CREATE);
        valid(1);
        answer(1);
        tell(JobCommandKind.FILES_WRITTEN);
        emitted();
        // When
        driver.advanceWallClockTime(JobProcessor.KEPT.plusHours(1));
        // Then
        assertThat(emitted()).containsExactly((Job) null);
    }
}
