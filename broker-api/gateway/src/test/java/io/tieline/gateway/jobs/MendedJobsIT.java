package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.gateway.words.Records;
import io.tieline.schemas.Replays;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplayMark;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failed lines of jobs that ended are answered on a real Kafka, while gateways die. */
class MendedJobsIT {
    private static final int LINES = 1_000;
    private static final int ANSWERED = 200;
    private static final String TENANT = "acme";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static JobScene scene;

    private final String jobId = "batch_mended_" + NUMBER.incrementAndGet();
    private TopicJobView view;
    private Jobs jobs;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startKafka() {
        scene = new JobScene();
    }

    @AfterAll
    static void stopKafka() {
        scene.close();
    }

    @BeforeEach
    void open() {
        view = new TopicJobView(scene);
        jobs = scene.jobs(view);
    }

    @AfterEach
    void close() {
        jobs.close();
    }

    private Job awaitJob(Predicate<Job> isSo) {
        JobScene.await().until(() -> {
            view.catchUp();
            return view.get(jobId).filter(isSo).isPresent();
        });
        return view.get(jobId).orElseThrow();
    }

    private Job awaitMended() {
        return awaitJob(job -> job.getMendedInFiles() == LINES - ANSWERED);
    }

    /** A job that ended with a fifth of its lines answered. */
    private void endWithFailures() {
        String input = IntStream.rangeClosed(1, LINES)
                .mapToObj("c-%05d text\n"::formatted)
                .collect(Collectors.joining());
        scene.files.put(TENANT, "file-" + jobId, input);
        Instant now = Instant.now();
        try (Responder responder = new Responder(scene, ANSWERED)) {
            responder.answerTheRest(Outcome.FAILED);
            jobs.create(
                    Job.newBuilder(Samples.job(jobId))
                            .setInputFileId("file-" + jobId)
                            .setCreatedAt(now)
                            .setDeadline(now.plus(Duration.ofHours(1)))
                            .build(),
                    false);
            Job job = awaitJob(each -> each.getState() == JobState.COMPLETED);
            assertThat(job.getFailed()).isEqualTo(LINES - ANSWERED);
        }
    }

    /** A replay of everything, whatever it was answered at first. */
    private void answerAgain(int generation) {
        try (Producer<String, byte[]> producer = scene.clients().commanding()) {
            for (InferenceRequest request : scene.requests(jobId)) {
                ReplayMark mark = new ReplayMark(request.getRequestId(), "replay-1", generation);
                InferenceReply reply = Records.replyTo(request, Outcome.COMPLETED)
                        .setRequestId(Replays.requestId(mark))
                        .setReplayOf(mark)
                        .build();
                var _ = producer.send(new ProducerRecord<>(
                        Topics.REPLIES.name(), reply.getRequestId(), scene.avro.encode(Topics.REPLIES, reply)));
            }
        }
    }

    private static List<String> allIds() {
        return IntStream.rangeClosed(1, LINES).mapToObj("c-%05d"::formatted).toList();
    }

    private static List<String> ids(Stream<String> lines) {
        return lines.map(line -> line.split(" ", 2)[0]).sorted().toList();
    }

    private void assertAllAnswered(Job job) {
        assertThat(List.of(job.getCompleted(), job.getFailed(), job.getMended(), job.getTotal()))
                .isEqualTo(List.of((long) LINES, 0L, (long) LINES - ANSWERED, (long) LINES));
        assertThat(job.getOutputFileId()).isEqualTo("file-" + jobId + "-output");
        assertThat(job.getErrorFileId()).isEqualTo("file-" + jobId + "-errors");
        assertThat(ids(scene.shown(TENANT, job.getOutputFileId()).lines())).isEqualTo(allIds());
        assertThat(scene.shown(TENANT, job.getErrorFileId())).isEmpty();
    }

    @Test
    void movesAnswersOfAReplayToTheFilesOfAJobThatEnded() throws Exception {
        // Given
        try (JobStream _ = scene.gateway(directory)) {
            endWithFailures();
            assertThat(scene.shown(TENANT, "file-" + jobId + "-errors").lines()).hasSize(LINES - ANSWERED);
            // When
            answerAgain(1);
            answerAgain(2);
            // Then
            assertAllAnswered(awaitMended());
        }
    }

    @Test
    void countsEachOnceWhereItsGatewayDiesInTheMiddleAndItsDiskIsLost() throws Exception {
        // Given
        PlainAvro mortal = PlainAvro.untilCounted(jobId, LINES / 2);
        JobStream first = scene.gateway(directory.resolve("first"), mortal, scene.clients());
        endWithFailures();
        // When
        answerAgain(1);
        JobScene.await().until(mortal::isBroken);
        first.close(Duration.ZERO);
        try (JobStream _ = scene.gateway(directory.resolve("second"))) {
            // Then
            Job job = awaitMended();
            assertAllAnswered(job);
            assertThat(job.getCostMicroUsd())
                    .as("1 for each, and 1 for each failure")
                    .isEqualTo(LINES + LINES - ANSWERED);
        }
    }

    @Test
    void writesTheFilesElsewhereWhereItsGatewayDiesBeforeItHas() throws Exception {
        // Given
        try (JobStream _ = scene.gateway(directory.resolve("first"))) {
            endWithFailures();
            scene.files.failTimes(Integer.MAX_VALUE);
            answerAgain(1);
            awaitJob(job -> job.getMended() == LINES - ANSWERED);
            JobScene.await().until(() -> scene.files.failuresLeft() < Integer.MAX_VALUE);
        }
        // When
        scene.files.failTimes(0);
        try (JobStream _ = scene.gateway(directory.resolve("second"))) {
            // Then
            assertAllAnswered(awaitMended());
        }
    }

    @Test
    void keepsAnswersForAJobThatEndedWhileNoGatewayWasThere() throws Exception {
        // Given
        try (JobStream _ = scene.gateway(directory.resolve("first"))) {
            endWithFailures();
        }
        // When
        answerAgain(1);
        try (JobStream _ = scene.gateway(directory.resolve("second"))) {
            // Then
            assertAllAnswered(awaitMended());
        }
    }
}
