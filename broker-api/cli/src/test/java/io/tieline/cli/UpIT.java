package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 'tieline up' as processes of their own, each with its output in a file. */
class UpIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> PORTS = List.of(
            "--kafka-port",
            "--registry-port",
            "--simulator-port",
            "--health-port",
            "--gateway-port",
            "--operators-port");

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldLeaveTheFirstInAFolderAlone() throws Exception {
        // Given
        Process first = up("first");
        awaitUp("first");
        assertOperatorsAreAnswered(output("first"));
        Path config = folder.resolve(".tieline/tieline.yaml");
        String published = Files.readString(config);

        // When
        Process second = up("second");

        // Then
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(output("second")).contains("another 'tieline up' runs in this folder already");
        assertThat(config).hasContent(published);
        assertThat(first.isAlive()).isTrue();
        first.destroy();
        assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(config).doesNotExist();
        assertThat(leftBehind()).isEmpty();
    }

    private static void assertOperatorsAreAnswered(String output) throws IOException, InterruptedException {
        Matcher url = Pattern.compile("operators +(http://\\S+/operate/jobs)").matcher(output);
        assertThat(url.find()).as(output).isTrue();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url.group(1)))
                    .header("Authorization", "Bearer dev")
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--kafka-port",
                "--registry-port",
                "--simulator-port",
                "--health-port",
                "--gateway-port",
                "--operators-port"
            })
    void shouldNameThePortInUseAndTheOptionThatChangesIt(String option) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            Process process = up("up", option + "=" + taken.getLocalPort());

            // Then
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(output("up"))
                    .contains("port " + taken.getLocalPort() + " is in use", "choose another with " + option)
                    .doesNotContain("starting Kafka");
            assertThat(leftBehind()).isEmpty();
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsStoppedWhileStarting() throws Exception {
        // Given
        Process process = up("up");
        await().atMost(PATIENCE).until(() -> leftBehind().size() >= 2);

        // When
        process.destroy();

        // Then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void shouldClearUpAfterOneThatWasKilled() throws Exception {
        // Given
        Process killed = up("killed");
        awaitUp("killed");
        List<Path> left = leftBehind();
        killed.destroyForcibly().waitFor();

        // When
        up("next");

        // Then
        awaitUp("next");
        assertThat(left)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(each -> assertThat(each).doesNotExist());
    }

    private Process up(String name, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-Dtieline.cache=" + System.getProperty("tieline.cache"),
                "-Dtieline.log=" + folder.resolve(name + ".log"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up"));
        PORTS.stream()
                .filter(port -> Stream.of(options).noneMatch(option -> option.startsWith(port)))
                .forEach(port -> command.add(port + "=0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** Waits for the last line it tells: an earlier one can be there before the rest. */
    private void awaitUp(String name) {
        await().atMost(PATIENCE).until(() -> output(name).contains("Try, in this folder"));
    }

    private String output(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".out"));
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("tieline-"))
                    .toList();
        }
    }
}
