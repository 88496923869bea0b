package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.JobProgress;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobMachineTest {
    private static final Instant LATER = Samples.NOON.plusSeconds(60);
    private static final Instant OVERDUE =
            Samples.NOON.plus(Duration.ofHours(24)).plus(JobMachine.PATIENCE).plusSeconds(1);

    /**
     * What happens, in letters: {@code v} three lines are valid, {@code w} they aren't, {@code c} completed, {@code f}
     * failed, {@code r} rejected, {@code x} cancelled, {@code e} expired, {@code C} the caller cancels, {@code W} files
     * are written, {@code o} all patience is over, {@code m} a failed line is mended, {@code 1} and {@code 2} files are
     * written with so many mended lines.
     */
    @ParameterizedTest
    @CsvSource({
        // The usual way.
        "'',       VALIDATING, 0, 0, 0, 0",
        "v,        RUNNING,    0, 0, 0, 0",
        "vcc,      RUNNING,    2, 0, 0, 0",
        "vccf,     FINALIZING, 2, 1, 0, 0",
        "vccfW,    COMPLETED,  2, 1, 0, 0",
        // Replies before the progress.
        "ccvf,     FINALIZING, 2, 1, 0, 0",
        "cccv,     FINALIZING, 3, 0, 0, 0",
        "vvvccc,   FINALIZING, 3, 0, 0, 0",
        // All lines fail.
        "vfrfW,    COMPLETED,  0, 3, 0, 0",
        // An input that can't be run.
        "w,        FAILED,     0, 0, 0, 0",
        "wv,       FAILED,     0, 0, 0, 0",
        "wcC,      FAILED,     0, 0, 0, 0",
        "vcw,      FAILED,     1, 0, 0, 0",
        // Cancelled while it is validated.
        "C,        CANCELLING, 0, 0, 0, 0",
        "Cw,       CANCELLED,  0, 0, 0, 0",
        "Cv,       CANCELLING, 0, 0, 0, 0",
        "CvxxxW,   CANCELLED,  0, 0, 3, 0",
        // Cancelled while it runs; what is answered all the same counts.
        "vcC,      CANCELLING, 1, 0, 0, 0",
        "vcCC,     CANCELLING, 1, 0, 0, 0",
        "vcCcxW,   CANCELLED,  2, 0, 1, 0",
        "vcCccW,   CANCELLED,  3, 0, 0, 0",
        // Cancelled too late.
        "vcccC,    FINALIZING, 3, 0, 0, 0",
        "vcccCW,   COMPLETED,  3, 0, 0, 0",
        "vcccWC,   COMPLETED,  3, 0, 0, 0",
        // Replies and files that nobody waits for.
        "vccccc,   FINALIZING, 3, 0, 0, 0",
        "vcccWcf,  COMPLETED,  3, 0, 0, 0",
        "vW,       RUNNING,    0, 0, 0, 0",
        "vcccWW,   COMPLETED,  3, 0, 0, 0",
        // Expired.
        "vceeW,    EXPIRED,    1, 0, 0, 2",
        "vco,      FINALIZING, 1, 0, 0, 2",
        "vcoW,     EXPIRED,    1, 0, 0, 2",
        "vcocW,    EXPIRED,    1, 0, 0, 2",
        "o,        EXPIRED,    0, 0, 0, 0",
        "vcccWo,   COMPLETED,  3, 0, 0, 0",
        // Cancelled, and replies don't come.
        "vcCo,     FINALIZING, 1, 0, 2, 0",
        "vcCoW,    CANCELLED,  1, 0, 2, 0",
        "Co,       CANCELLED,  0, 0, 0, 0",
    })
    void becomesWhatHappensToIt(
            String happens, JobState state, long completed, long failed, long cancelled, long expired) {
        // When
        Job job = Samples.job("batch_1");
        for (int i = 0; i < happens.length(); i++) {
            job = JobMachine.after(job, event(happens.charAt(i)));
        }
        // Then
        assertThat(List.of(job.getState(), job.getCompleted(), job.getFailed(), job.getCancelled(), job.getExpired()))
                .isEqualTo(List.of(state, completed, failed, cancelled, expired));
        assertThat(job.getEndedAt() != null).isEqualTo(JobMachine.hasEnded(job));
        assertThat(job.getProblems() != null).isEqualTo(state == JobState.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        // Before it is through, what is mended is as if it had never failed.
        "vfm,       RUNNING,    1, 0, 0, 0, false",
        "vffmc,     FINALIZING, 2, 1, 0, 0, false",
        // While its first files are written, they are left alone.
        "vcffm,     FINALIZING, 2, 1, 1, 0, false",
        "vcffmW,    COMPLETED,  2, 1, 1, 0, true",
        "vcffm1,    FINALIZING, 2, 1, 1, 0, false",
        "vcffmW1,   COMPLETED,  2, 1, 1, 1, false",
        // After its end.
        "vcffWm,    COMPLETED,  2, 1, 1, 0, true",
        "vcffWm1,   COMPLETED,  2, 1, 1, 1, false",
        "vcffWmm1,  COMPLETED,  3, 0, 2, 1, true",
        "vcffWmm12, COMPLETED,  3, 0, 2, 2, false",
        // Writers that come late, or know of a line before it counts.
        "vcffWmm21, COMPLETED,  3, 0, 2, 2, false",
        "vcffWm2,   COMPLETED,  2, 1, 1, 2, false",
        "vcffWm2m,  COMPLETED,  3, 0, 2, 2, false",
        // First files that come late have replaced the others.
        "vcffWm1W,  COMPLETED,  2, 1, 1, 0, true",
        "vcffWW,    COMPLETED,  1, 2, 0, 0, false",
        // Whatever it ended as, unless it has no files.
        "vcfCxW,    CANCELLED,  1, 1, 0, 0, false",
        "vcfCxWm1,  CANCELLED,  2, 0, 1, 1, false",
        "vcfeWm,    EXPIRED,    2, 0, 1, 0, true",
        "vfwm,      FAILED,     0, 1, 0, 0, false",
        "om,        EXPIRED,    0, 0, 0, 0, false",
    })
    void takesAnswersToFailedLines(
            String happens, JobState state, long completed, long failed, long mended, long inFiles, boolean isToMend) {
        // When
        Job job = Samples.job("batch_1");
        for (int i = 0; i < happens.length(); i++) {
            job = JobMachine.after(job, event(happens.charAt(i)));
        }
        // Then
        assertThat(List.of(
                        job.getState(),
                        job.getCompleted(),
                        job.getFailed(),
                        job.getMended(),
                        job.getMendedInFiles(),
                        JobMachine.isToMend(job)))
                .isEqualTo(List.of(state, completed, failed, mended, inFiles, isToMend));
        if (inFiles > 0) {
            assertThat(job.getOutputFileId()).isEqualTo("file-mended");
            assertThat(job.getErrorFileId()).isEqualTo("file-errors");
        }
    }

    private static JobEvent event(char letter) {
        return switch (letter) {
            case 'v' -> new JobEvent.Progressed(Samples.progress("batch_1", 3));
            case 'w' ->
                new JobEvent.Progressed(JobProgress.newBuilder(Samples.progress("batch_1", 0))
                        .setProblems(List.of(new JobProblem("invalid_json_line", "no JSON", null, 1L)))
                        .build());
            case 'c' -> answered(Outcome.COMPLETED);
            case 'f' -> answered(Outcome.FAILED);
            case 'r' -> answered(Outcome.REJECTED);
            case 'x' -> answered(Outcome.CANCELLED);
            case 'e' -> answered(Outcome.EXPIRED);
            case 'C' -> new JobEvent.Cancelled(LATER);
            case 'W' -> new JobEvent.FilesWritten("file-out", null, 0, LATER);
            case 'm' ->
                new JobEvent.Mended(
                        Samples.reply("batch_1", 1, Outcome.FAILED),
                        Samples.reply("batch_1", 1, Outcome.COMPLETED),
                        LATER);
            case '1', '2' -> new JobEvent.FilesWritten("file-mended", "file-errors", letter - '0', LATER);
            case 'o' -> new JobEvent.Tick(OVERDUE);
            default -> throw new IllegalArgumentException("no event is called " + letter);
        };
    }

    private static JobEvent answered(Outcome outcome) {
        return new JobEvent.Answered(Samples.reply("batch_1", 1, outcome), LATER);
    }

    @Test
    void addsUpTokensAndCost() {
        // When
        Job job = Samples.job("batch_1");
        job = JobMachine.after(job, answered(Outcome.COMPLETED));
        job = JobMachine.after(job, answered(Outcome.FAILED));
        // Then
        assertThat(job.getInputTokens()).isEqualTo(10);
        assertThat(job.getCachedInputTokens()).isEqualTo(4);
        assertThat(job.getOutputTokens()).isEqualTo(2);
        assertThat(job.getCostMicroUsd()).isEqualTo(14);
    }

    @Test
    void hasPatienceAfterTheDeadline() {
        // Given
        Job job = JobMachine.after(Samples.job("batch_1"), event('v'));
        // When, Then
        assertThat(JobMachine.after(job, new JobEvent.Tick(job.getDeadline().plusSeconds(1))))
                .isSameAs(job);
    }
}
