package io.tieline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.client.Reply;
import io.tieline.schemas.avro.ReplyError;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes each reply as a line of JSON, those without an answer too; one of an earlier run is replaced. */
final class JsonAnswers implements Answers, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter lines;

    private JsonAnswers(BufferedWriter lines) {
        this.lines = lines;
    }

    static JsonAnswers to(Path file) throws IOException {
        return new JsonAnswers(Files.newBufferedWriter(file));
    }

    @Override
    public void take(Path file, Reply reply) throws IOException {
        ObjectNode line = JSON.createObjectNode()
                .put("file", file.toString())
                .put("requestId", reply.requestId())
                .put("outcome", reply.outcome().name())
                .put("costMicroUsd", reply.costMicroUsd())
                .put("costEstimated", reply.isCostEstimated());
        reply.text().ifPresent(text -> line.put("text", text));
        reply.partialText().ifPresent(text -> line.put("partialText", text));
        reply.servedBy()
                .ifPresent(by -> line.put("endpoint", by.getEndpointId())
                        .put("family", by.getFamily())
                        .put("switched", by.getSwitched())
                        .put("degraded", by.getDegraded()));
        if (!reply.passedOver().isEmpty()) {
            reply.passedOver().forEach(line.putArray("passedOver")::add);
        }
        reply.error().ifPresent(error -> write(error, line.putObject("error")));
        lines.write(line.toString());
        lines.newLine();
        lines.flush();
    }

    private static void write(ReplyError error, ObjectNode to) {
        to.put("code", error.getCode()).put("message", error.getMessage());
        error.getEvidence().forEach(to.putArray("evidence")::add);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
