package io.tieline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class RegistryProcessIT {
    private static final String ARTIFACT = """
            {"artifactId": "a-value", "artifactType": "AVRO", "firstVersion": {"content": {
              "content": "{\\"type\\": \\"record\\", \\"name\\": \\"A\\", \\"fields\\": []}",
              "contentType": "application/json"}}}""";

    @Test
    void answersBothApisAndEndsWhenItIsClosed() throws Exception {
        // Given
        RegistryProcess registry = RegistryProcess.start();
        // When
        String info = get(registry.url().resolve("/apis/registry/v3/system/info"));
        String subjects = get(URI.create(registry.confluentUrl() + "/subjects"));
        registry.close();
        // Then
        assertThat(info).contains("\"version\"");
        assertThat(subjects).isEqualTo("[]");
        assertThat(ProcessHandle.of(registry.pid())).isEmpty();
        assertThat(registry.logFile()).doesNotExist();
    }

    @Test
    void keepsIdsOverARestart(@TempDir Path dataDir) throws Exception {
        // Given
        try (RegistryProcess registry = RegistryProcess.start(RegistryProcess.Options.kept(dataDir))) {
            post(URI.create(registry.url() + "/groups/default/artifacts"), ARTIFACT);
        }
        // When
        try (RegistryProcess registry = RegistryProcess.start(RegistryProcess.Options.kept(dataDir))) {
            // Then
            assertThat(get(URI.create(registry.url() + "/ids/contentIds/1"))).contains("\"A\"");
            assertThat(registry.logFile()).isNotEmptyFile();
        }
    }

    @Test
    void endsWhenItsParentIsKilled(@TempDir Path dir) throws Exception {
        // Given
        Path pidFile = dir.resolve("pid");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dtieline.cache=" + System.getProperty("tieline.cache"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RegistryParent.class.getName(),
                        pidFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("parent.log").toFile())
                .start();
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(pidFile) || !parent.isAlive());
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();

        try {
            // When
            parent.destroyForcibly().waitFor();

            // Then
            await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void saysHowTheDistributionComesToTheMachine(@TempDir Path empty) {
        assertThatThrownBy(
                        () -> RegistryDistribution.find(null, Map.of("TIELINE_CACHE", empty.toString()), Path.of("/")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("mvn -pl infra/embedded generate-resources");
    }

    @Test
    void tellsTheEndOfTheLogWhereTheRegistryFails(@TempDir Path dataDir) throws Exception {
        // Given
        Files.writeString(dataDir.resolve("registry.mv.db"), "not a database");
        // When, Then
        assertThatThrownBy(() -> RegistryProcess.start(RegistryProcess.Options.kept(dataDir)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("registry.log");
    }

    @EnabledIfSystemProperty(
            named = "tieline.thorough",
            matches = "|true",
            disabledReason = "all other modules wait for its half a minute, so it runs with -Dtieline.thorough alone")
    @Test
    void isStartedAgainWhereItRunsAndDoesNotGetReady() throws Exception {
        // Given
        RegistryProcess.Options options = new RegistryProcess.Options(null, 0, Duration.ofSeconds(20));
        CompletableFuture<RegistryProcess> start = CompletableFuture.supplyAsync(() -> RegistryProcess.start(options));
        await().until(() -> registries().findAny().isPresent());
        ProcessHandle first = registries().findAny().orElseThrow();
        // When
        new ProcessBuilder("kill", "-STOP", String.valueOf(first.pid())).start().waitFor();
        // Then
        try (RegistryProcess registry = start.join()) {
            assertThat(registry.pid()).isNotEqualTo(first.pid());
            assertThat(first.isAlive()).isFalse();
        }
    }

    private static Stream<ProcessHandle> registries() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(ParentWatch.class.getName()));
    }

    @Test
    void tellsWhatItHeardLastOfARegistryThatDoesNotGetReady() {
        // Given
        RegistryProcess.Options options = new RegistryProcess.Options(null, 0, Duration.ofMillis(1));
        // When, Then
        assertThatThrownBy(() -> RegistryProcess.start(options))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("doesn't get ready (")
                .hasMessageContaining("/system/info isn't answered");
        assertThat(registries()).isEmpty();
    }

    @Test
    void saysThatItsPortIsTaken() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RegistryProcess.Options options = RegistryProcess.Options.fresh().withPort(taken.getLocalPort());
            // When, Then
            assertThatThrownBy(() -> RegistryProcess.start(options))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1 is in use");
        }
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static void post(URI uri, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }
}
