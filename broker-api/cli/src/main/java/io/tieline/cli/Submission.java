package io.tieline.cli;

import io.tieline.client.BatchSummary;
import io.tieline.client.BatchSummary.WithoutReply;
import io.tieline.client.ChatBuilder;
import io.tieline.client.ClientConfig;
import io.tieline.client.Reply;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.ErrorText;
import io.tieline.dev.ProgressLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Submits files and hands over each answer as it comes; says of every other file why it has none. Runs once. */
final class Submission {
    private final Supplier<ChatBuilder> template;
    private final List<Answers> answers;
    private final ProgressLine progress;
    private final Map<String, Path> files = new HashMap<>();
    private final Tally tally;
    private int failed;
    private int unwritten;

    /**
     * Prepares it.
     *
     * @param template begins a request to which the text is added
     * @param answers where each reply goes
     * @param progress also told what failed, on lines of their own
     * @param tally adds up the replies
     */
    Submission(Supplier<ChatBuilder> template, List<Answers> answers, ProgressLine progress, Tally tally) {
        this.template = template;
        this.answers = List.copyOf(answers);
        this.progress = progress;
        this.tally = tally;
    }

    /** Whether every file has an answer, and the answer is written. */
    boolean run(TielineClient client, List<Path> inputs) throws InterruptedException {
        Iterable<Request> requests =
                () -> inputs.stream().flatMap(file -> request(file).stream()).iterator();
        BatchSummary summary = client.submitAll(requests, this::deliver);
        for (WithoutReply without : summary.withoutReply()) {
            fail(fileOf(without.requestId()), Failures.explain(without.reason()));
        }
        progress.end(tally.answered() + failed, "");
        return failed == 0 && unwritten == 0;
    }

    /** Only now read: many files together may be more than fits into memory. Empty where that fails. */
    private Optional<Request> request(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes > ClientConfig.DEFAULT_MAX_REQUEST_BYTES) {
                fail(
                        file,
                        "not sent: is " + bytes + " bytes long, allowed: " + ClientConfig.DEFAULT_MAX_REQUEST_BYTES
                                + " bytes for the whole request");
                return Optional.empty();
            }
            Request request = template.get()
                    .user(Files.readString(file))
                    .attributes(Map.of("file", file.toString()))
                    .build();
            files.put(request.requestId(), file);
            return Optional.of(request);
        } catch (IOException e) {
            fail(file, "not sent: can't be read any more: " + Failures.reason(e));
            return Optional.empty();
        }
    }

    private void deliver(Reply reply) {
        Path file = fileOf(reply.requestId());
        tally.add(reply);
        reply.error()
                .ifPresent(error -> fail(file, reply.outcome() + ", " + error.getCode() + ": " + ErrorText.of(error)));
        for (Answers each : answers) {
            hand(file, reply, each);
        }
        progress.show(tally.answered() + failed, "");
    }

    /** What can't be written here may be written there: the others come all the same. */
    private void hand(Path file, Reply reply, Answers to) {
        try {
            to.take(file, reply);
        } catch (IOException e) {
            unwritten++;
            progress.note(file + ": its reply " + reply.requestId() + " can't be written: " + Failures.explain(e));
        }
    }

    private Path fileOf(String requestId) {
        return files.getOrDefault(requestId, Path.of(requestId));
    }

    private void fail(Path file, String why) {
        failed++;
        progress.note(file + ": " + why);
    }
}
