package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a real Kafka, and gateways that die in the middle of them. */
class JobStreamIT {
    private static final int LINES = 2_000;
    private static final String TENANT = "acme";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static JobScene scene;

    private final String jobId = "batch_" + NUMBER.incrementAndGet();
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

    private void create(String input, Duration window) {
        scene.files.put(TENANT, "file-" + jobId, input);
        Instant now = Instant.now();
        jobs.create(
                Job.newBuilder(Samples.job(jobId))
                        .setInputFileId("file-" + jobId)
                        .setCreatedAt(now)
                        .setDeadline(now.plus(window))
                        .build(),
                false);
    }

    private void create() {
        create(input(LINES), Duration.ofHours(1));
    }

    private static String input(int lines) {
        return IntStream.rangeClosed(1, lines)
                .mapToObj(line -> "c-%05d %s\n".formatted(line, line % 100 == 0 ? "refuse" : "text " + line))
                .collect(Collectors.joining());
    }

    private Job job() {
        return found().orElseThrow();
    }

    private Optional<Job> found() {
        view.catchUp();
        return view.get(jobId);
    }

    /** It may take its time to show at all: creating it doesn't wait for that for ever. */
    private Job awaitState(JobState state) {
        JobScene.await()
                .until(() -> found().filter(job -> job.getState() == state).isPresent());
        return job();
    }

    private void awaitCompleted(int count) {
        JobScene.await()
                .until(() -> found().filter(job -> job.getCompleted() >= count).isPresent());
    }

    /** Every custom id once over both files, as many lines in each as the job counts. */
    private void assertWhole(Job job) {
        var output = scene.lines(job, "file-" + jobId + "-output");
        var errors = scene.lines(job, "file-" + jobId + "-errors");
        assertThat(output).hasSize((int) job.getCompleted());
        assertThat(errors).hasSize((int) (job.getTotal() - job.getCompleted()));
        assertThat(output).doesNotHaveDuplicates();
        assertThat(Stream.concat(output.stream(), errors.stream())
                        .map(line -> line.split(" ", 2)[0])
                        .sorted())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(line -> "c-%05d".formatted(line))
                        .toList());
    }

    private void assertEveryLineAskedOnce() {
        assertThat(scene.requests(jobId).stream()
                        .map(InferenceRequest::getRequestId)
                        .sorted())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .filter(line -> line % 100 != 0)
                        .mapToObj(line -> jobId + "-" + line)
                        .sorted()
                        .toList());
    }

    @Test
    void answersEveryLine() throws Exception {
        // Given
        try (Responder _ = new Responder(scene, Integer.MAX_VALUE);
                JobStream _ = scene.gateway(directory)) {
            // When
            create();
            Job job = awaitState(JobState.COMPLETED);
            // Then
            assertThat(job.getTotal()).isEqualTo(LINES);
            assertThat(job.getFailed()).isEqualTo(LINES / 100);
            assertThat(job.getOutputFileId()).isEqualTo("file-" + jobId + "-output");
            assertThat(job.getErrorFileId()).isEqualTo("file-" + jobId + "-errors");
            assertWhole(job);
            assertEveryLineAskedOnce();
            // When
            JobAnswer deleted = jobs.delete(TENANT, jobId);
            // Then
            assertThat(deleted).isInstanceOf(JobAnswer.Done.class);
            assertThat(jobs.find(TENANT, jobId)).isEmpty();
        }
    }

    @Test
    void asksForNoLineTwiceWhereTheExpanderHangsAndAnotherTakesOver() throws Exception {
        // Given
        GatedClients hanging = new GatedClients(scene, "commitTransaction", 3);
        try (Responder _ = new Responder(scene, Integer.MAX_VALUE)) {
            JobStream first = scene.gateway(directory.resolve("first"), scene.avro, hanging);
            create();
            JobScene.await().until(hanging::isReached);
            // When
            first.close(Duration.ZERO);
            GatedClients successor = new GatedClients(scene, "commitTransaction", 2);
            try (JobStream _ = scene.gateway(directory.resolve("second"), scene.avro, successor)) {
                // It has written by now what the one that hangs has under way.
                JobScene.await().until(successor::isReached);
                hanging.open();
                JobScene.await().until(hanging::isOver);
                successor.open();
                // Then
                assertWhole(awaitState(JobState.COMPLETED));
                assertEveryLineAskedOnce();
            }
        }
    }

    @Test
    void countsEveryReplyOnceWhereItsGatewayDiesBetweenAReplyAndItsCountAndItsDiskIsLost() throws Exception {
        // Given
        PlainAvro mortal = PlainAvro.untilCounted(jobId, LINES / 2);
        try (Responder _ = new Responder(scene, Integer.MAX_VALUE)) {
            JobStream first = scene.gateway(directory.resolve("first"), mortal, scene.clients());
            create();
            // When
            JobScene.await().until(mortal::isBroken);
            first.close(Duration.ZERO);
            try (JobStream _ = scene.gateway(directory.resolve("second"))) {
                // Then
                Job job = awaitState(JobState.COMPLETED);
                assertThat(job.getCostMicroUsd()).isEqualTo(job.getCompleted());
                assertWhole(job);
                assertEveryLineAskedOnce();
            }
        }
    }

    @Test
    void writesItsFilesAgainWhereTheStoreFailsHalfWay() throws Exception {
        // Given
        scene.files.failTimes(2);
        try (Responder _ = new Responder(scene, Integer.MAX_VALUE);
                JobStream _ = scene.gateway(directory)) {
            // When
            create();
            // Then
            assertWhole(awaitState(JobState.COMPLETED));
            assertThat(scene.files.failuresLeft()).isZero();
        }
    }

    @Test
    void writesItsFilesElsewhereWhereItsGatewayDies() throws Exception {
        // Given
        scene.files.failTimes(Integer.MAX_VALUE);
        try (Responder _ = new Responder(scene, Integer.MAX_VALUE)) {
            try (JobStream _ = scene.gateway(directory.resolve("first"))) {
                create();
                awaitState(JobState.FINALIZING);
            }
            // When
            scene.files.failTimes(0);
            try (JobStream _ = scene.gateway(directory.resolve("second"))) {
                // Then
                assertWhole(awaitState(JobState.COMPLETED));
            }
        }
    }

    @Test
    void endsACancelledJobWithWhatWasAnswered() throws Exception {
        // Given
        GatedClients slow = new GatedClients(scene, "beginTransaction", 3);
        try (Responder responder = new Responder(scene, 300);
                JobStream _ = scene.gateway(directory, scene.avro, slow)) {
            create();
            awaitCompleted(300);
            // When
            JobAnswer answer = jobs.cancel(TENANT, jobId);
            slow.open();
            responder.answerTheRest(Outcome.CANCELLED);
            // Then
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            JobAnswer.Done.class,
                            done -> assertThat(done.job().getState()).isEqualTo(JobState.CANCELLING));
            Job job = awaitState(JobState.CANCELLED);
            assertThat(job.getCompleted()).isEqualTo(300);
            assertThat(job.getCompleted() + job.getCancelled() + job.getFailed())
                    .isEqualTo(LINES);
            assertWhole(job);
            assertThat(scene.requests(jobId)).hasSizeLessThan(LINES * 9 / 10);
        }
    }

    @Test
    void endsAnExpiredJobWithWhatWasAnswered() throws Exception {
        // Given
        GatedClients slow = new GatedClients(scene, "beginTransaction", 3);
        try (Responder responder = new Responder(scene, 300);
                JobStream stream = scene.gateway(directory, scene.avro, slow)) {
            assertThat(stream.awaitReady(JobScene.PATIENCE)).isTrue();
            create(input(LINES), Duration.ofSeconds(6));
            awaitCompleted(300);
            // When
            JobScene.await().until(() -> Instant.now().isAfter(job().getDeadline()));
            slow.open();
            responder.answerTheRest(Outcome.EXPIRED);
            // Then
            Job job = awaitState(JobState.EXPIRED);
            assertThat(job.getCompleted()).isEqualTo(300);
            assertThat(job.getCompleted() + job.getExpired() + job.getFailed()).isEqualTo(LINES);
            assertWhole(job);
            assertThat(scene.requests(jobId)).hasSizeLessThan(LINES * 9 / 10);
        }
    }

    @Test
    void asksForNothingWhereALineIsWrong() throws Exception {
        // Given
        try (JobStream _ = scene.gateway(directory)) {
            // When
            create(input(LINES) + "wrong\n", Duration.ofHours(1));
            Job job = awaitState(JobState.FAILED);
            // Then
            assertThat(job.getProblems())
                    .containsExactly(new JobProblem("invalid_json_line", "no text", null, LINES + 1L));
            assertThat(scene.requests(jobId)).isEmpty();
        }
    }

    @Test
    void failsWhereItsInputIsGone() throws Exception {
        // Given
        try (JobStream _ = scene.gateway(directory)) {
            // When
            jobs.create(
                    Job.newBuilder(Samples.job(jobId))
                            .setInputFileId("file-gone")
                            .setDeadline(Instant.now().plusSeconds(3_600))
                            .build(),
                    false);
            // Then
            assertThat(awaitState(JobState.FAILED).getProblems())
                    .extracting(JobProblem::getCode)
                    .containsExactly("invalid_input_file");
        }
    }
}
