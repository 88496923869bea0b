package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.health.query.Board;
import io.tieline.health.query.BoardAnswer;
import io.tieline.health.query.QueryServer;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.HealthEvidence;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProbeGrant;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCommandTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final List<ProviderHealth> records = Collections.synchronizedList(new ArrayList<>());
    private final List<Transition> transitions = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final PrintStream realOut = System.out;
    private QueryServer server;

    /** What a health stream knows. */
    private final class TestBoard implements Board {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public BoardAnswer<List<ProviderHealth>> health(Instant now) {
            return new BoardAnswer.Here<>(List.copyOf(records));
        }

        @Override
        public BoardAnswer<List<Transition>> history(Instant since) {
            return new BoardAnswer.Here<>(List.copyOf(transitions));
        }

        @Override
        public BoardAnswer<List<Spend>> spend(SpendScope by, String period) {
            throw new UnsupportedOperationException("nobody asks for it here");
        }
    }

    @BeforeEach
    void start() {
        InetSocketAddress anyPort = InetSocketAddress.createUnresolved("127.0.0.1", 0);
        server = new QueryServer(anyPort, new TestBoard(), InstantSource.fixed(NOW));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setOut(realOut);
        server.close();
    }

    @Test
    void shouldShowWhatIsDownAndWhenItIsTriedAgain() {
        // Given
        records.add(record("openai/gpt", HealthState.HEALTHY).build());
        records.add(record("anthropic/claude", HealthState.DOWN)
                .setReason("9 of 9 calls failed")
                .setAdmittedShare(0)
                .setUntil(NOW.plusSeconds(7))
                .build());

        // When
        int code = run("health");

        // Then
        assertThat(code).isZero();
        assertThat(text().lines())
                .anySatisfy(line ->
                        assertThat(line).containsSubsequence("openai/gpt", "HEALTHY", "1m 5s", "100 %", "120", "25 %"))
                .anySatisfy(line -> assertThat(line)
                        .containsSubsequence(
                                "anthropic/claude", "DOWN", "0 %", "9 of 9 calls failed; a probe is allowed in 7s"));
    }

    @Test
    void shouldSayWhoTriesAnEndpoint() {
        // Given
        records.add(record("a/probed", HealthState.PROBING)
                .setProbe(new ProbeGrant("dispatcher-2", NOW.plusSeconds(30)))
                .build());
        records.add(record("a/open", HealthState.PROBING).build());

        // When
        var _ = run("health");

        // Then
        assertThat(text())
                .contains("dispatcher-2 finds out whether it works again", "waits for a request to try it with");
    }

    @Test
    void shouldShowTheEvidenceAgainstOneEndpoint() {
        // Given
        records.add(record("other/model", HealthState.HEALTHY).build());
        records.add(record("a/b", HealthState.SUSPECT)
                .setEvidence(new HealthEvidence(11.5, 9L, Map.of("provider.overloaded", 5L), 4L, List.of("w-1", "w-2")))
                .build());

        // When
        int code = run("health", "a/b");

        // Then
        assertThat(code).isZero();
        assertThat(text())
                .contains(
                        "5 times provider.overloaded in 9 calls for 4 different requests, seen by w-1, w-2; score 11.5")
                .doesNotContain("other/model");
    }

    @Test
    void shouldShowTheHistoryWithReasons() {
        // Given
        transitions.add(
                new Transition("a/b", HealthState.SUSPECT, HealthState.DOWN, NOW, "provider.timeout", "8 calls hung"));

        // When
        int code = run("health", "--history");

        // Then
        assertThat(code).isZero();
        assertThat(text().lines())
                .anySatisfy(line -> assertThat(line).containsSubsequence("a/b", "SUSPECT", "DOWN", "8 calls hung"));
    }

    @Test
    void shouldPrintJsonForMachines() throws IOException {
        // Given
        records.add(record("a/b", HealthState.HEALTHY).build());

        // When
        int code = run("health", "--json");

        // Then
        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(code).isZero();
        assertThat(json.at("/endpoints/0/id").asText()).isEqualTo("a/b");
        assertThat(json.get("asOf").asText()).isEqualTo("2026-05-01T12:00:00Z");
    }

    @Test
    void shouldSayThatAnEndpointIsUnknown() {
        // When
        int code = run("health", "a/nobody");

        // Then
        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("a/nobody");
    }

    @Test
    void shouldNameTheHoursThatAreAllowed() {
        // When
        int code = run("health", "--history", "--hours", "25");

        // Then
        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("--hours", "25", "1 to 24");
    }

    @ParameterizedTest
    @CsvSource({"--every,0s", "--url,notaurl", "--url,ftp://127.0.0.1:8091"})
    void shouldNameAnOptionThatMakesNoSense(String option, String value) {
        // When
        int code = execute("health", "--watch", option, value);

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(option + " is " + value + ", allowed: ");
    }

    @Test
    void shouldSayWhatToDoWhereNobodyAnswers() throws IOException {
        // Given
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        // When
        int code = execute("health", "--url", "http://127.0.0.1:" + port);

        // Then
        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("no health stream answers at", "tieline health-stream", "--url");
    }

    @Test
    void shouldGoOnWatchingWhatComesAndGoes() {
        // Given
        records.add(record("a/b", HealthState.HEALTHY).build());
        Thread watching = Thread.ofVirtual().start(() -> {
            var _ = run("health", "a/b", "--watch", "--every", "10ms");
        });

        // When
        Awaitility.await().until(() -> text().contains("HEALTHY"));
        records.clear();
        Awaitility.await().until(() -> text().contains("nobody has called an endpoint 'a/b'"));
        records.add(record("a/b", HealthState.DOWN).build());

        // Then
        Awaitility.await().until(() -> text().contains("DOWN"));
        watching.interrupt();
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.port()));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... args) {
        return Main.commandLine().setErr(new PrintWriter(err)).execute(args);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ProviderHealth.Builder record(String id, HealthState state) {
        HealthWindow minute = HealthWindow.newBuilder()
                .setLengthMillis(Duration.ofMinutes(1).toMillis())
                .setAttempts(120)
                .setFailures(Map.of("provider.timeout", 30L))
                .setLatencyMillisP50(150)
                .setLatencyMillisP95(300)
                .setLatencyMillisP99(450)
                .setTokensPerSecond(75.4)
                .setCostMicroUsd(12_500)
                .build();
        return ProviderHealth.newBuilder()
                .setEndpointId(id)
                .setProvider("some")
                .setModel("model")
                .setState(state)
                .setSince(NOW.minusSeconds(65))
                .setReason("because")
                .setEpoch(3)
                .setScope(HealthScope.ENDPOINT)
                .setEvidence(new HealthEvidence(0.0, 0L, Map.of(), 0L, List.of()))
                .setWindows(List.of(minute))
                .setUpdatedAt(NOW);
    }
}
