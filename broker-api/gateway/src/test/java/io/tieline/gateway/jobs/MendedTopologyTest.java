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
import io.tieline.schemas.avro.StoredFile;
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
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are through when lines of theirs are run again. */
class MendedTopologyTest {
    private static final String ID = "batch_1";

    private final PlainAvro avro = new PlainAvro();

    /** How many mended lines each writing is for, in order; 0: none is needed any more. */
    private final List<Long> writings = new ArrayList<>();

    @TempDir
    private Path directory;

    private TopologyTestDriver driver;
    private TestOutputTopic<String, byte[]> jobs;
    private TestOutputTopic<String, byte[]> files;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "jobs-test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        JobWork work = new JobWork() {
            @Override
            public void stands(int partition, Job job) {
                if (JobMachine.hasEnded(job) && job.getMended() > 0) {
                    writings.add(JobMachine.isToMend(job) ? job.getMended() : 0);
                }
            }

            @Override
            public void lost(int partition) {}
        };
        driver = new TopologyTestDriver(JobTopology.build(avro, 1, work), properties, Samples.NOON);
        jobs = driver.createOutputTopic(Topics.JOBS.name(), new StringDeserializer(), new ByteArrayDeserializer());
        files = driver.createOutputTopic(Topics.FILES.name(), new StringDeserializer(), new ByteArrayDeserializer());
        send(
                Topics.JOB_COMMANDS.name(),
                ID,
                avro.encode(
                        Topics.JOB_COMMANDS,
                        command(JobCommandKind.CREATE).setJob(Samples.job(ID)).build()));
        send(Topics.JOB_PROGRESS.name(), ID, avro.encode(Topics.JOB_PROGRESS, Samples.progress(ID, 3)));
        answer(Samples.reply(ID, 1, Outcome.COMPLETED));
        answer(Samples.reply(ID, 2, Outcome.FAILED));
        answer(Samples.reply(ID, 3, Outcome.REJECTED));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void send(String topic, String key, byte[] value) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    private static JobCommand.Builder command(JobCommandKind kind) {
        return JobCommand.newBuilder().setJobId(ID).setKind(kind).setAt(Samples.NOON);
    }

    private void written(long mended) {
        JobCommand.Builder command = command(JobCommandKind.FILES_WRITTEN)
                .setOutputFileId("file-out")
                .setErrorFileId("file-errors")
                .setMended(mended);
        if (mended > 0) {
            command.setFiles(List.of(file("file-out", mended), file("file-errors", mended)));
        }
        send(Topics.JOB_COMMANDS.name(), ID, avro.encode(Topics.JOB_COMMANDS, command.build()));
    }

    private static StoredFile file(String id, long mended) {
        return StoredFile.newBuilder()
                .setFileId(id)
                .setTenant("acme")
                .setName(id)
                .setPurpose("batch_output")
                .setBytes(1)
                .setSha256("")
                .setCreatedAt(Samples.NOON)
                .setContentId(id + "-" + mended)
                .build();
    }

    private void answer(InferenceReply reply) {
        send(Topics.REPLIES.name(), reply.getRequestId(), avro.encode(Topics.REPLIES, reply));
    }

    private void again(long line, int generation, Outcome outcome) {
        InferenceReply first = Samples.reply(ID, line, outcome);
        ReplayMark mark = new ReplayMark(first.getRequestId(), "replay-1", generation);
        answer(InferenceReply.newBuilder(first)
                .setRequestId(Replays.requestId(mark))
                .setReplayOf(mark)
                .build());
    }

    private void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** The job as it was told of last. */
    private Job job() {
        // Told of with the next counts but one at the latest.
        pass(JobProcessor.COUNTS_EVERY);
        pass(JobProcessor.COUNTS_EVERY);
        Job last = null;
        for (KeyValue<String, byte[]> each : jobs.readKeyValuesToList()) {
            last = avro.own(Topics.JOBS, each.value);
        }
        return Objects.requireNonNull(last);
    }

    private List<String> contents() {
        return files.readKeyValuesToList().stream()
                .map(each -> String.valueOf(avro.own(Topics.FILES, each.value).getContentId()))
                .toList();
    }

    private List<String> results() {
        List<String> keys = new ArrayList<>();
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore(JobTopology.RESULTS_STORE);
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(each -> keys.add(each.key));
        }
        return keys;
    }

    @Test
    void keepsOfAJobThatEndedWhatMayStillBeMended() {
        // When
        written(0);
        pass(JobProcessor.COUNTS_EVERY);
        // Then
        assertThat(results()).containsExactly(new JobLine(ID, 2).key(), new JobLine(ID, 3).key());
    }

    @Test
    void countsAnAnswerOfAReplayOnceAndNoOther() {
        // Given
        written(0);
        // When
        again(2, 1, Outcome.FAILED);
        again(2, 2, Outcome.COMPLETED);
        again(2, 3, Outcome.COMPLETED);
        again(1, 1, Outcome.COMPLETED);
        again(7, 1, Outcome.COMPLETED);
        answer(Samples.reply(ID, 3, Outcome.COMPLETED));
        // Then
        assertThat(job()).satisfies(job -> {
            assertThat(job.getState()).isEqualTo(JobState.COMPLETED);
            assertThat(job.getCompleted()).isEqualTo(2);
            assertThat(job.getFailed()).isEqualTo(1);
            assertThat(job.getMended()).isEqualTo(1);
            assertThat(job.getCostMicroUsd()).isEqualTo(28);
        });
    }

    @Test
    void writesTheFilesAnewOnceNoMoreLinesCome() {
        // Given
        written(0);
        again(2, 1, Outcome.COMPLETED);
        pass(Gathering.QUIET.minusMillis(1_000));
        again(3, 1, Outcome.COMPLETED);
        // When
        pass(Gathering.QUIET.minusMillis(1_000));
        // Then
        assertThat(writings).isEmpty();
        // When
        pass(JobProcessor.COUNTS_EVERY.multipliedBy(2));
        // Then
        assertThat(writings).containsExactly(2L);
        assertThat(contents()).isEmpty();
        // When
        written(2);
        // Then
        assertThat(contents()).containsExactly("file-out-2", "file-errors-2");
        assertThat(writings).containsExactly(2L, 0L);
        assertThat(job().getMendedInFiles()).isEqualTo(2);
    }

    @Test
    void writesThemNowAndThenWhileMoreGoOnToCome() {
        // Given
        written(0);
        again(2, 1, Outcome.COMPLETED);
        // When
        for (long seconds = 0; seconds < Gathering.LONGEST.toSeconds(); seconds++) {
            pass(Duration.ofSeconds(1));
            if (seconds == Gathering.LONGEST.toSeconds() - 2) {
                again(3, 1, Outcome.COMPLETED);
            }
        }
        // Then
        assertThat(writings).containsExactly(1L);
    }

    @Test
    void tellsOfItsFilesOnlyWhenTheirRecordsAreThere() {
        // Given
        written(0);
        again(2, 1, Outcome.COMPLETED);
        assertThat(job().getMendedInFiles()).isZero();
        // When
        written(1);
        pass(JobProcessor.COUNTS_EVERY);
        // Then
        assertThat(contents()).hasSize(2);
        assertThat(jobs.isEmpty()).isTrue();
        // When
        pass(JobProcessor.COUNTS_EVERY);
        // Then
        assertThat(job(jobs.readValue()).getOutputFileId()).isEqualTo("file-out");
    }

    private Job job(byte[] bytes) {
        return avro.own(Topics.JOBS, bytes);
    }

    @Test
    void takesTheFilesOfNoWriterThatKnowsLess() {
        // Given
        written(0);
        again(2, 1, Outcome.COMPLETED);
        again(3, 1, Outcome.COMPLETED);
        // When
        written(2);
        written(1);
        // Then
        assertThat(contents()).containsExactly("file-out-2", "file-errors-2");
        assertThat(job().getMendedInFiles()).isEqualTo(2);
    }

    @Test
    void mendsAnewWhatALateWriterOfFirstFilesHasReplaced() {
        // Given
        written(0);
        again(2, 1, Outcome.COMPLETED);
        written(1);
        writings.clear();
        // When
        written(0);
        pass(Gathering.QUIET.plus(JobProcessor.COUNTS_EVERY));
        // Then
        assertThat(writings).containsExactly(1L);
    }

    @Test
    void leavesFirstFilesAsTheyAreWhileTheyAreWritten() {
        // When
        again(2, 1, Outcome.COMPLETED);
        // Then
        assertThat(job().getState()).isEqualTo(JobState.FINALIZING);
        pass(Gathering.QUIET.plus(JobProcessor.COUNTS_EVERY));
        assertThat(avro.own(
                                Topics.REPLIES,
                                driver.<String, byte[]>getKeyValueStore(JobTopology.RESULTS_STORE)
                                        .get(new JobLine(ID, 2).key()))
                        .getOutcome())
                .isEqualTo(Outcome.FAILED);
        assertThat(writings).isEmpty();
        // When
        written(0);
        pass(Gathering.QUIET.plus(JobProcessor.COUNTS_EVERY));
        // Then
        assertThat(writings).containsExactly(0L, 1L);
    }

    @Test
    void forgetsAllOfAJobThatIsDeleted() {
        // Given
        written(0);
        again(2, 1, Outcome.COMPLETED);
        // When
        send(
                Topics.JOB_COMMANDS.name(),
                ID,
                avro.encode(Topics.JOB_COMMANDS, command(JobCommandKind.DELETE).build()));
        pass(Gathering.QUIET.plus(JobProcessor.COUNTS_EVERY));
        again(3, 1, Outcome.COMPLETED);
        // Then
        assertThat(results()).isEmpty();
        assertThat(writings).containsExactly(0L);
    }
}
