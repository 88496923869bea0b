package io.tieline.gateway.jobs;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobCommandKind;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Writes a job's two files: the first ones, or those with lines that were mended since. Whoever does it again makes the
 * same first files. Of mended ones, each writer makes contents of its own, and the stream says whose count. Thread-safe.
 */
final class FileWriter {
    private final JobParts parts;
    private final JobResults results;

    FileWriter(JobParts parts, JobResults results) {
        this.parts = parts;
        this.results = results;
    }

    /** Whether a job has files to be written. */
    static boolean isNeeded(Job job) {
        return switch (job.getState()) {
            case FINALIZING -> true;
            case VALIDATING, RUNNING, CANCELLING -> false;
            case COMPLETED, CANCELLED, EXPIRED, FAILED -> JobMachine.isToMend(job);
        };
    }

    /**
     * Writes them.
     *
     * @param over whether results may be missing because nobody needs them any more
     * @return what the stream is to be told of it
     */
    JobCommand write(int partition, Job job, BooleanSupplier over) throws IOException {
        JobCommand.Builder written =
                JobCommand.newBuilder().setJobId(job.getJobId()).setKind(JobCommandKind.FILES_WRITTEN);
        if (JobMachine.hasEnded(job)) {
            mend(partition, job, written);
        } else {
            written.setOutputFileId(first(partition, job, true, over))
                    .setErrorFileId(first(partition, job, false, over));
        }
        return written.setAt(parts.clock().instant()).build();
    }

    private static String fileId(Job job, boolean answers) {
        return "file-" + job.getJobId() + "-" + kind(answers);
    }

    private static String kind(boolean answers) {
        return answers ? "output" : "errors";
    }

    private static String name(Job job, boolean answers) {
        return job.getJobId() + "_" + kind(answers) + ".jsonl";
    }

    /** Writes one of the first files; null where nothing belongs into it. */
    private @Nullable String first(int partition, Job job, boolean answers, BooleanSupplier over) throws IOException {
        try (OutputLines lines = new OutputLines(job, answers, results.of(partition, job.getJobId()), over, parts)) {
            if (!lines.hasNext()) {
                return null;
            }
            parts.files().keep(job, fileId(job, answers), name(job, answers), new LinesInput(lines));
            return fileId(job, answers);
        }
    }

    /** A file of errors that its owner has deleted stays so; a file of answers is made where there is none. */
    private void mend(int partition, Job job, JobCommand.Builder written) throws IOException {
        Set<String> customIds = customIds(partition, job);
        List<StoredFile> files = new ArrayList<>();
        files.add(mended(partition, job, true, before(job, true).orElseGet(InputStream::nullInputStream), customIds));
        Optional<InputStream> errors = before(job, false);
        if (errors.isPresent()) {
            files.add(mended(partition, job, false, errors.get(), customIds));
        }
        written.setMended(job.getMended())
                .setFiles(files)
                .setOutputFileId(fileId(job, true))
                .setErrorFileId(job.getErrorFileId());
    }

    private Set<String> customIds(int partition, Job job) throws IOException {
        Set<String> customIds = new HashSet<>();
        long count = 0;
        try (KeyValueIterator<String, byte[]> mended = results.mended(partition, job.getJobId())) {
            for (; mended.hasNext(); count++) {
                InferenceReply reply = parts.records().own(Topics.REPLIES, mended.next().value);
                customIds.add(MendedLines.customId(reply));
            }
        }
        if (count < job.getMended()) {
            throw new IOException(count + " of " + job.getMended() + " mended lines are here");
        }
        return customIds;
    }

    /** That a content can't be found doesn't say that its owner has deleted the file: its lines must not be lost for that. */
    private Optional<InputStream> before(Job job, boolean answers) throws IOException {
        String id = fileId(job, answers);
        return parts.files().has(job.getTenant(), id)
                ? Optional.of(parts.files().open(job.getTenant(), id, 0))
                : Optional.empty();
    }

    private StoredFile mended(int partition, Job job, boolean answers, InputStream before, Set<String> customIds)
            throws IOException {
        KeyValueIterator<String, byte[]> mended = results.mended(partition, job.getJobId());
        try (MendedLines lines = new MendedLines(job, answers, before, mended, customIds, parts)) {
            return parts.files().prepare(job, fileId(job, answers), name(job, answers), new LinesInput(lines));
        }
    }
}
