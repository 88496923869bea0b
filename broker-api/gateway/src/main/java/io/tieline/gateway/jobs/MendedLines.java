package io.tieline.gateway.jobs;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one of a job's files once answers have come to lines that had failed: those that it has, without the lines
 * that are mended, then these where it is the file of answers. Made of its own outcome, it gives the same lines again, in
 * another order perhaps. Used by one thread.
 */
final class MendedLines implements Iterator<String>, AutoCloseable {
    private final Job job;
    private final LineFormat format;
    private final boolean answers;
    private final RecordBytes records;
    private final BufferedReader before;
    private final KeyValueIterator<String, byte[]> mended;
    private final Set<String> customIds;
    private boolean beforeIsRead;
    private @Nullable String next;

    /**
     * Reads on.
     *
     * @param answers whether these are the lines of answers or of errors
     * @param before the file as it is; closed with this
     * @param mended answers that came after the job was through, those of {@code customIds} among them; closed with this
     * @param customIds the callers' own ids of the lines that are mended: of further ones nothing is changed
     */
    MendedLines(
            Job job,
            boolean answers,
            InputStream before,
            KeyValueIterator<String, byte[]> mended,
            Set<String> customIds,
            JobParts parts) {
        this.job = job;
        this.format = parts.formats().apply(job);
        this.answers = answers;
        this.records = parts.records();
        this.before = new BufferedReader(new InputStreamReader(before, StandardCharsets.UTF_8));
        this.mended = mended;
        this.customIds = customIds;
    }

    /** Throws {@link UncheckedIOException} where the file can't be read. */
    @Override
    public boolean hasNext() {
        while (next == null && !beforeIsRead) {
            String line = line();
            beforeIsRead = line == null;
            next = line != null && !customIds.contains(format.customId(line)) ? line : null;
        }
        while (next == null && mended.hasNext()) {
            InferenceReply reply = records.own(Topics.REPLIES, mended.next().value);
            String customId = customId(reply);
            if (customIds.contains(customId) && format.isAnswer(reply) == answers) {
                next = format.write(customId, reply, job);
            }
        }
        return next != null;
    }

    private @Nullable String line() {
        try {
            return before.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String customId(InferenceReply reply) {
        return reply.getAttributes().getOrDefault(JobAttributes.CUSTOM_ID, "");
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
        mended.close();
        before.close();
    }
}
