package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
    private final PlainAvro avro = new PlainAvro();
    private final FakeFiles files = new FakeFiles();
    private final TreeMap<String, byte[]> results = new TreeMap<>();

    private void ended(long line, Outcome outcome) {
        results.put(
                new JobLine("batch_1", line).key(),
                avro.encode(Topics.REPLIES, Samples.reply("batch_1", line, outcome)));
    }

    private List<String> lines(Job job, boolean answers) throws IOException {
        JobParts parts = new JobParts(
                avro,
                _ -> new PlainFormat(),
                (_, _) -> true,
                files,
                new JobClients(KafkaConnection.to("127.0.0.1:1")),
                InstantSource.fixed(Samples.NOON));
        List<String> all = new ArrayList<>();
        try (OutputLines lines = new OutputLines(job, answers, new MapIterator(results), () -> false, parts)) {
            lines.forEachRemaining(all::add);
        }
        return all;
    }

    private static Job through(int total) {
        return Job.newBuilder(Samples.job("batch_1"))
                .setState(JobState.FINALIZING)
                .setTotal(total)
                .build();
    }

    @Test
    void partsAnswersFromErrorsInTheOrderOfTheInput() throws IOException {
        // Given
        for (int line = 1; line <= 11; line++) {
            ended(line, line == 2 ? Outcome.FAILED : line == 10 ? Outcome.REJECTED : Outcome.COMPLETED);
        }
        // When, Then
        assertThat(lines(through(11), true))
                .startsWith("c-1 COMPLETED", "c-3 COMPLETED")
                .endsWith("c-9 COMPLETED", "c-11 COMPLETED")
                .hasSize(9);
        assertThat(lines(through(11), false)).containsExactly("c-2 FAILED", "c-10 REJECTED");
    }

    @Test
    void findsTheLinesWithoutOutcomeInTheInput() throws IOException {
        // Given
        files.put("acme", "file-in", "a one\nb two\nc refuse\nd four\ne five\n");
        ended(2, Outcome.COMPLETED);
        ended(4, Outcome.COMPLETED);
        // When, Then
        assertThat(lines(through(5), true)).containsExactly("c-2 COMPLETED", "c-4 COMPLETED");
        assertThat(lines(through(5), false)).containsExactly("a EXPIRED", "c EXPIRED", "e EXPIRED");
        Job cancelled = Job.newBuilder(through(5)).setCancellingAt(Samples.NOON).build();
        assertThat(lines(cancelled, false)).containsExactly("a CANCELLED", "c CANCELLED", "e CANCELLED");
    }
}
