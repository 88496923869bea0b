package io.tieline.cli;

import io.tieline.client.Reply;
import io.tieline.dev.ProgressLine;
import io.tieline.schemas.avro.InferenceReply;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * Prints answers for a person.
 *
 * @param progress makes way for them, where both share a terminal
 */
record PrintedAnswers(PrintWriter out, ProgressLine progress) implements Answers {
    @Override
    public void take(Path file, Reply reply) {
        reply.text().ifPresent(text -> print(file, reply.record(), text));
    }

    private void print(Path file, InferenceReply record, String text) {
        progress.makeWay();
        out.printf(
                "%s (%s, %.6f USD)%n%s%n%n",
                file, record.getServedBy().getEndpointId(), record.getCostMicroUsd() / 1e6, text);
        out.flush();
    }
}
