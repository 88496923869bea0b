package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.systemtests.rig.GatewayCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A batch of which it is known what must become of each line. Some of the lines ask for what can't be: their replies come
 * from the gateway itself.
 *
 * @param lines how many
 */
record NumberedBatch(int lines) {
    private static final int EACH_REFUSED = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    String input() {
        return numbers(_ -> true)
                .map(line -> """
                        {"custom_id": "%d", "method": "POST", "url": "/v1/chat/completions", "body": {"n": %d, \
                        "model": "summarize", "messages": [{"role": "user", "content": "Say something about %d. %s"}]}}
                        """.formatted(line, isRefused(line) ? 2 : 1, line, "It is a number. ".repeat(20)))
                .collect(Collectors.joining());
    }

    private static boolean isRefused(int line) {
        return line % EACH_REFUSED == 0;
    }

    private static boolean isAsked(int line) {
        return !isRefused(line);
    }

    private Stream<Integer> numbers(Predicate<Integer> wanted) {
        return IntStream.rangeClosed(1, lines).boxed().filter(wanted);
    }

    private List<String> requestIds(String jobId, Predicate<Integer> wanted) {
        return numbers(wanted).map(line -> jobId + "-" + line).toList();
    }

    /** Each line was asked for once, has one reply, counts once, and is once in one of the files. */
    void assertWhole(String jobId, GatewayCalls calls, URI gateway, JobWatch watch) throws Exception {
        JsonNode batch = calls.batch(gateway, jobId);
        assertThat(batch.get("request_counts")).isEqualTo(counts());
        assertThat(customIds(calls.content(gateway, batch.get("output_file_id").textValue())))
                .containsExactlyElementsOf(numbers(NumberedBatch::isAsked).toList());
        assertThat(customIds(calls.content(gateway, batch.get("error_file_id").textValue())))
                .containsExactlyElementsOf(numbers(NumberedBatch::isRefused).toList());
        assertThat(watch.committed(Topics.REQUESTS_BATCH).stream()
                        .filter(request -> jobId.equals(request.getJobId()))
                        .map(InferenceRequest::getRequestId))
                .containsExactlyInAnyOrderElementsOf(requestIds(jobId, NumberedBatch::isAsked));
        List<InferenceReply> replies = watch.committed(Topics.REPLIES).stream()
                .filter(reply -> jobId.equals(reply.getJobId()))
                .toList();
        assertThat(replies)
                .extracting(InferenceReply::getRequestId)
                .containsExactlyInAnyOrderElementsOf(requestIds(jobId, _ -> true));
        assertThat(calls.job(gateway, jobId).get("costMicroUsd").asLong())
                .isPositive()
                .isEqualTo(replies.stream()
                        .mapToLong(InferenceReply::getCostMicroUsd)
                        .sum());
    }

    private JsonNode counts() {
        return JSON.createObjectNode()
                .put("total", lines)
                .put("completed", (int) numbers(NumberedBatch::isAsked).count())
                .put("failed", (int) numbers(NumberedBatch::isRefused).count());
    }

    private static List<Integer> customIds(String content) {
        return content.lines().map(NumberedBatch::customId).toList();
    }

    private static int customId(String line) {
        try {
            return Integer.parseInt(JSON.readTree(line).get("custom_id").textValue());
        } catch (IOException e) {
            throw new UncheckedIOException("a line of a file is broken: " + line, e);
        }
    }
}
