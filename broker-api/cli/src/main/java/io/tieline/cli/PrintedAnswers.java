package io.tieline.cli;

import io.tieline.client.Reply;
import io.tieline.dev.ProgressLine;
import io.tieline.schemas.avro.ServedBy;
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
        if (reply.text().isPresent()) {
            progress.makeWay();
            out.printf("%s (%s)%n%s%n%n", file, origin(reply), reply.text().get());
            out.flush();
        }
    }

    /** Who answered, and at which price. */
    private static String origin(Reply reply) {
        return reply.servedBy().map(ServedBy::getEndpointId).orElse("")
                + (reply.isSwitched() ? ", not the preferred endpoint" : "")
                + (reply.isDegraded() ? ", degraded" : "")
                + ", %.6f USD".formatted(reply.costUsd());
    }
}
