package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TEXT = "The tide is the rise and fall of the sea, caused by the moon and the sun. ";

    private static Stack stack;

    private final Shell shell = new Shell();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        stack = Stack.start(StackOptions.fresh(), step -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @AfterEach
    void clearFaults() {
        stack.simulator().clearFaults();
    }

    @Test
    void shouldPrintAnswersAndSayOfTheOthersWhyThereIsNone() throws Exception {
        // Given
        Path good = write("good.txt", TEXT);
        Path large = write("large.txt", "x".repeat(5_000_000));
        Path justTooLarge = write("just-too-large.txt", "x".repeat((1 << 20) - 10));

        Path json = folder.resolve("out.jsonl");

        // When
        int code = submit(folder.toString(), "--json", json.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.out()).contains(good + " (anthropic/claude-3-5-sonnet, ");
        assertThat(shell.err().lines())
                .anyMatch(line -> line.startsWith(large + ": not sent: is 5000000 bytes long, allowed: 1048576"))
                .anyMatch(line -> line.startsWith(justTooLarge + ": the request has "))
                .contains("100 %  3/3")
                .last()
                .asString()
                .startsWith(
                        "1 of 3 answered, 0 of them by another endpoint than the preferred one, 0 degraded; cost 0.");
        assertThat(Files.readAllLines(json))
                .singleElement()
                .asString()
                .startsWith("{\"file\":\"" + good + "\",\"requestId\":\"")
                .contains("\"outcome\":\"COMPLETED\"", "\"text\":\"The tide ");
    }

    @Test
    void shouldTellTheSameReasonOnceForAllEndpoints() throws Exception {
        // Given
        Path text = write("long.txt", "tide ".repeat(200_000));

        // When
        int code = submit(text.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.err())
                .contains(text + ": FAILED, request.too_long: ")
                .containsOnlyOnce("its context window is not larger");
    }

    @Test
    void shouldWriteAnswersOfFilesOfTheSameNameApart() throws Exception {
        // Given
        write("in/a/x.txt", TEXT + "Of a.");
        write("in/b/x.txt", TEXT + "Of b.");
        Path out = folder.resolve("out");

        // When
        int code = submit(folder.resolve("in").toString(), "--out", out.toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.resolve("a/x.txt.answer.txt")).isNotEmptyFile();
        assertThat(out.resolve("b/x.txt.answer.txt")).isNotEmptyFile();
        assertThat(shell.err()).contains("The answers are in " + out + ", by the paths of their files.");
    }

    @Test
    void shouldWriteEachAnswerAsItComes() throws Exception {
        // Given
        Path out = folder.resolve("out");
        for (int i = 0; i < 6; i++) {
            write("in/" + i + ".txt", TEXT + i);
        }
        var _ = stack.simulator()
                .inject(Fault.of("anthropic/claude-3-5-sonnet", new Effect.Hang())
                        .withFraction(0.5)
                        .withSeed(4));

        // When
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> submit(folder.resolve("in").toString(), "--out", out.toString()));

        // Then
        await().atMost(PATIENCE).until(() -> !answers(out).isEmpty());
        assertThat(code).isNotDone();
        assertThat(answers(out)).hasSizeLessThan(6);
        stack.simulator().clearFaults();
        assertThat(code).succeedsWithin(PATIENCE).isEqualTo(0);
        assertThat(answers(out)).hasSize(6);
        assertThat(out.resolve("job.json")).content().contains("\"files\" : 6", "\"answered\" : 6");
    }

    @Test
    void shouldSayWhyTheBrokerGaveARequestUp() throws Exception {
        // Given
        Path text = write("a.txt", TEXT);
        var _ = stack.simulator().inject(Fault.of(Fault.EVERY_ENDPOINT, new Effect.Reset()));

        Path json = folder.resolve("out.jsonl");

        // When
        int code = submit(text.toString(), "--deadline", "2s", "--json", json.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(json).content().contains("\"outcome\":\"EXPIRED\"", "\"code\":\"deadline.exceeded\"");
        assertThat(shell.err()).contains(text + ": EXPIRED, deadline.exceeded: the deadline ");
    }

    @Test
    void shouldTellWhichAnswersAreNotFromThePreferredEndpoint() throws Exception {
        // Given
        Path text = write("a.txt", TEXT);
        Path json = folder.resolve("out.jsonl");
        var _ = stack.simulator().inject(Fault.of("anthropic/claude-3-5-sonnet", new Effect.Reset()));

        // When
        int code = submit(text.toString(), "--json", json.toString());

        // Then
        assertThat(code).isZero();
        assertThat(shell.out()).contains(text + " (", ", not the preferred endpoint, ");
        assertThat(shell.err()).contains("1 of 1 answered, 1 of them by another endpoint");
        assertThat(json).content().contains("\"switched\":true", "\"degraded\":false", "\"family\":\"");
    }

    @Test
    void shouldNameEveryEndpointThatTheOptionsRuleOut() throws Exception {
        // Given
        Path text = write("a.txt", TEXT);
        Path json = folder.resolve("out.jsonl");

        // When
        int code = submit(text.toString(), "--jurisdiction", "ch", "--json", json.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.err())
                .contains(text + ": REJECTED, policy.residency: ")
                .containsPattern(", ollama/phi-3-medium: [^,]*\\beu\\b[^,]*, allowed: ch]");
        assertThat(json).content().contains("\"evidence\":[\"anthropic/claude-3-5-sonnet: ");
    }

    @Test
    void shouldTakeAJobBack() throws Exception {
        // Given
        write("in/a.txt", TEXT + "Of a.");
        write("in/b.txt", TEXT + "Of b.");
        var _ = stack.simulator().inject(Fault.of(Fault.EVERY_ENDPOINT, new Effect.Reset()));
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> submit(folder.resolve("in").toString(), "--job", "night"));
        await().atMost(PATIENCE).until(() -> shell.err().contains("Job night"));
        Shell other = new Shell();

        // When
        int cancelled = other.run(
                "cancel", "--config", stack.configFile().toString(), "--job", "night", "--reason", "wrong folder");

        // Then
        assertThat(cancelled).isZero();
        assertThat(other.out()).contains("job night: what isn't finished yet ends as CANCELLED");
        assertThat(code).succeedsWithin(PATIENCE).isEqualTo(1);
        assertThat(shell.err())
                .contains("a.txt: CANCELLED, caller.cancelled: ", "b.txt: CANCELLED, caller.cancelled: ")
                .contains("0 of 2 answered");
    }

    @Test
    void shouldSayHowToTakeAJobBackWhenItIsStopped() throws Exception {
        // Given
        Path text = write("a.txt", TEXT);
        Path output = folder.resolve("submit.out");
        var _ = stack.simulator().inject(Fault.of(Fault.EVERY_ENDPOINT, new Effect.Hang()));
        Process process = start(output, "submit", "--config", stack.configFile().toString(), text.toString());
        await().atMost(PATIENCE).until(() -> Files.readString(output).contains("Job job-"));

        // When
        process.destroy();

        // Then
        assertThat(process.waitFor(PATIENCE)).isTrue();
        String job = Files.readString(output)
                .lines()
                .filter(line -> line.startsWith("Job "))
                .findFirst()
                .orElseThrow()
                .substring("Job ".length());
        assertThat(output)
                .content()
                .contains("Nobody waits for the answers any more, but what was sent goes on. To take it back:"
                        + " tieline cancel --config " + stack.configFile() + " --job " + job);
    }

    /** The command as a process of its own. */
    private Process start(Path output, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dtieline.log=" + folder.resolve("submit.log"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private int submit(String... more) {
        List<String> all =
                new ArrayList<>(List.of("submit", "--config", stack.configFile().toString()));
        all.addAll(List.of(more));
        return shell.run(all.toArray(String[]::new));
    }

    private static List<Path> answers(Path out) throws IOException {
        try (Stream<Path> files = Files.exists(out) ? Files.list(out) : Stream.empty()) {
            return files.filter(file -> file.toString().endsWith(".answer.txt")).toList();
        }
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }
}
