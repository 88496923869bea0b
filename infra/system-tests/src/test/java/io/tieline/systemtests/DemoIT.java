package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.dev.Demo;
import io.tieline.dev.DemoOptions;
import io.tieline.dev.DemoOptions.Outage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it, shorter. */
class DemoIT {
    private static final List<String> DISPATCHER = List.of("io.tieline.cli.Main", "dispatcher");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void shouldAnswerEverythingWhileThePrimaryIsDark() throws Exception {
        // When
        JsonNode report = run(100, 50, Outage.PRIMARY, Duration.ofSeconds(30), false);

        // Then
        assertThat(report.get("completed").asInt()).isEqualTo(100);
        assertThat(report.get("lost").asInt()).isZero();
        assertThat(report.get("duplicateReplies").asInt()).isZero();
        assertThat(report.get("repeatedCalls").asInt()).isZero();
        assertThat(report.get("switches").asInt()).isBetween(50, 70);
        assertThat(text()).contains("goes dark", "Nothing lost, nothing doubled");
    }

    @Test
    void shouldAnswerEverythingOnceProvidersAreBack() throws Exception {
        // When
        JsonNode report = run(60, 60, Outage.ALL, Duration.ofSeconds(6), false);

        // Then
        assertThat(report.get("completed").asInt()).isEqualTo(60);
        assertThat(report.get("lost").asInt()).isZero();
        assertThat(report.get("duplicateReplies").asInt()).isZero();
    }

    @Test
    void shouldSurviveTwoKillsOfTheDispatcher() throws Exception {
        // When
        JsonNode report = run(150, 50, Outage.PRIMARY, Duration.ofSeconds(20), true);

        // Then
        assertThat(report.get("completed").asInt()).isEqualTo(150);
        assertThat(report.get("lost").asInt()).isZero();
        assertThat(report.get("duplicateReplies").asInt()).isZero();
        assertThat(report.get("kills").asInt()).isEqualTo(2);
        assertThat(report.get("repeatedCalls").asInt())
                .isLessThanOrEqualTo(report.get("callsInFlightAtKills").asInt());
    }

    private JsonNode run(int requests, int rate, Outage outage, Duration outageFor, boolean kill)
            throws IOException, InterruptedException {
        Path document = Files.writeString(folder.resolve("tides.txt"), TEXT.repeat(12));
        Path json = folder.resolve("report.json");
        DemoOptions options = new DemoOptions(List.of(document), requests, rate, outage, 40, outageFor, kill, json);
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        boolean sound = Demo.run(options, DISPATCHER, print, false);
        assertThat(sound).as(text()).isTrue();
        return new ObjectMapper().readTree(json.toFile());
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static final String TEXT = """
            The tide is the rise and fall of the sea, caused by the moon and the sun. A spring tide comes when both pull
            in one line. A neap tide comes when they pull at right angles. Harbours print tables of both.

            """;
}
