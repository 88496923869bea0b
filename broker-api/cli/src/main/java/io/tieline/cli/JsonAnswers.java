package io.tieline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.client.Reply;
import io.tieline.dev.ErrorText;
import io.tieline.schemas.avro.InferenceReply;
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
        InferenceReply record = reply.record();
        ObjectNode line = JSON.createObjectNode()
                .put("file", file.toString())
                .put("requestId", reply.requestId())
                .put("outcome", reply.outcome().name())
                .put("costMicroUsd", record.getCostMicroUsd());
        reply.text()
                .ifPresent(text -> line.put("text", text)
                        .put("endpoint", record.getServedBy().getEndpointId()));
        reply.error()
                .ifPresent(error ->
                        line.putObject("error").put("code", error.getCode()).put("message", ErrorText.of(error)));
        lines.write(line.toString());
        lines.newLine();
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
