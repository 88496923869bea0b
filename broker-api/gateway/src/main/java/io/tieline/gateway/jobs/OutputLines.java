package io.tieline.gateway.jobs;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one of a job's two files. A line of the input whose outcome never came gets one here; the input is read for
 * these alone. Used by one thread.
 */
final class OutputLines implements Iterator<String>, AutoCloseable {
    private final Job job;
    private final LineFormat format;
    private final boolean answers;
    private final JobParts parts;
    private final KeyValueIterator<String, byte[]> results;
    private final BooleanSupplier dropped;
    private @Nullable InputLines input;
    private @Nullable String next;
    private long number;

    /**
     * Reads on.
     *
     * @param answers whether these are the lines of answers or of errors
     * @param results of the job, in the order of its lines; closed with this
     * @param dropped whether results may be missing because nobody needs them any more
     */
    OutputLines(
            Job job,
            boolean answers,
            KeyValueIterator<String, byte[]> results,
            BooleanSupplier dropped,
            JobParts parts) {
        this.job = job;
        this.format = parts.formats().apply(job);
        this.answers = answers;
        this.results = results;
        this.dropped = dropped;
        this.parts = parts;
    }

    /**
     * Throws {@link UncheckedIOException} where the input is needed and can't be read, and in the place of an end where
     * lines may have been taken for unanswered whose results were dropped.
     */
    @Override
    public boolean hasNext() {
        while (next == null && (number < job.getTotal() || results.hasNext())) {
            number++;
            InferenceReply reply = outcome();
            if (format.isAnswer(reply) == answers) {
                next = format.write(reply.getAttributes().getOrDefault(JobAttributes.CUSTOM_ID, ""), reply, job);
            }
        }
        if (next == null && dropped.getAsBoolean()) {
            throw new UncheckedIOException(new IOException("the job has its files already"));
        }
        return next != null;
    }

    private InferenceReply outcome() {
        if (results.hasNext() && JobLine.ofKey(results.peekNextKey()).number() <= number) {
            return parts.records().own(Topics.REPLIES, results.next().value);
        }
        JobLine line = new JobLine(job.getJobId(), number);
        return LineOutcome.unanswered(customId(), line, job, finalizingAt());
    }

    private Instant finalizingAt() {
        return job.getFinalizingAt() == null ? job.getDeadline() : job.getFinalizingAt();
    }

    private String customId() {
        try {
            InputLines lines = input;
            if (lines == null) {
                lines = new InputLines(parts.files().open(job.getTenant(), job.getInputFileId(), 0), 0, 0);
                input = lines;
            }
            Optional<String> text = lines.next();
            while (text.isPresent() && lines.number() < number) {
                text = lines.next();
            }
            return text.map(this::customId).orElse("");
        } catch (NoSuchFileException e) {
            // Its owner deleted it meanwhile; what was answered he shall have all the same.
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String customId(String text) {
        return switch (format.read(text, number, job)) {
            case LineFormat.Line.Asked asked -> asked.customId();
            case LineFormat.Line.Refused refused -> refused.customId();
            case LineFormat.Line.Wrong _ -> "";
        };
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the file has no more lines");
        }
        String line = String.valueOf(next);
        next = null;
        return line;
    }

    @Override
    public void close() throws IOException {
        results.close();
        if (input != null) {
            input.close();
        }
    }
}
