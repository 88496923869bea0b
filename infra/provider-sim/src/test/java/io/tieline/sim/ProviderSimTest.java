package io.tieline.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.tieline.sim.calls.Call;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderSimTest {
    private static final String BODY =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there.\"}]}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ProviderSim sim = ProviderSim.start(SimConfig.of(
                    SimEndpoint.of("a/x", WireFormat.OPENAI_CHAT, "m").withLatency(Duration.ofSeconds(1), 0.1),
                    SimEndpoint.of("b", WireFormat.ANTHROPIC_MESSAGES, "m"))
            .withSpeed(100));

    @AfterEach
    void stop() {
        // In this order: a call that is still held would keep the client waiting.
        sim.close();
        http.close();
    }

    @Test
    void shouldLogAnAnsweredCall() throws Exception {
        // When
        HttpResponse<String> response = http.send(call("r-1"), BodyHandlers.ofString());

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        Call call = onlyCall();
        assertThat(call.requestId()).isEqualTo("r-1");
        assertThat(call.endpoint()).isEqualTo("a/x");
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.inputTokens()).isEqualTo(7);
        assertThat(call.outputTokens()).isEqualTo(3);
        assertThat(call.fault()).isNull();
        assertThat(call.billed()).isTrue();
        assertThat(call.fullyWritten()).isTrue();
        assertThat(Duration.between(call.start(), call.end())).isGreaterThan(Duration.ofMillis(8));
    }

    @ParameterizedTest
    @CsvSource({
        "truncate, 200, true, false",
        "garbage, 200, true, true",
        "empty, 200, true, true",
        "slow, 200, true, true",
        "reset, 0, false, false",
        "overloaded, 503, false, true",
        "rate_limited, 429, false, true"
    })
    void shouldLogWhatAFaultDid(String kind, int status, boolean billed, boolean written) throws Exception {
        // Given
        HttpResponse<String> injected = admin("POST", "faults", "{\"endpoint\":\"a/x\",\"kind\":\"" + kind + "\"}");
        assertThat(injected.statusCode()).isEqualTo(201);

        // When
        Throwable thrown = catchThrowable(() -> http.send(call("r-1"), BodyHandlers.ofString()));

        // Then
        Call call = onlyCall();
        assertThat(call.fault()).isEqualTo(kind);
        assertThat(call.status()).isEqualTo(status);
        assertThat(call.billed()).isEqualTo(billed);
        assertThat(call.fullyWritten()).isEqualTo(written);
        assertThat(thrown == null).isEqualTo(written);
    }

    @Test
    void shouldResetForReal() throws Exception {
        // Given
        sim.inject(Fault.of("a/x", new Effect.Reset()));
        try (Socket socket = sendRaw()) {
            // When
            Throwable thrown = catchThrowable(() -> socket.getInputStream().read());

            // Then
            assertThat(thrown).isInstanceOf(SocketException.class).hasMessage("Connection reset");
        }
    }

    @Test
    void shouldSendHalfOfWhatItPromised() throws Exception {
        // Given
        sim.inject(Fault.of("a/x", new Effect.Truncate()));
        try (Socket socket = sendRaw()) {
            // When
            String received = new String(socket.getInputStream().readAllBytes(), UTF_8);

            // Then
            String[] headAndBody = received.split("\r\n\r\n", 2);
            String promised = headAndBody[0].replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
            assertThat(headAndBody[0]).startsWith("HTTP/1.1 200 OK");
            assertThat(headAndBody[1].getBytes(UTF_8)).hasSize(Integer.parseInt(promised) / 2);
        }
    }

    @Test
    void shouldNoticeThatTheClientLeftAHang() throws Exception {
        // Given
        sim.inject(Fault.of("*", new Effect.Hang()));
        try (Socket _ = sendRaw()) {
            await().until(() -> sim.stats().all().inFlight() == 1);
        }

        // When
        Call call = onlyCall();

        // Then
        assertThat(call.fault()).isEqualTo("hang");
        assertThat(call.status()).isZero();
        assertThat(call.billed()).isFalse();
    }

    @Test
    void shouldAnswerAHeldCallWhenTheFaultEnds() {
        // Given
        FaultHandle hang = sim.inject(Fault.of("*", new Effect.Hang()));
        CompletableFuture<HttpResponse<String>> response = http.sendAsync(call("r-1"), BodyHandlers.ofString());
        await().until(() -> sim.stats().endpoint("a/x").inFlight() == 1);

        // When
        hang.clear();

        // Then
        assertThat(response)
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        assertThat(onlyCall().billed()).isTrue();
    }

    @Test
    void shouldBillAClientThatLeftDuringTheWork() throws Exception {
        // Given
        sim.inject(Fault.of("a/x", new Effect.Slow(1, Duration.ofSeconds(50))));
        try (Socket _ = sendRaw()) {
            await().until(() -> sim.stats().all().inFlight() == 1);
        }

        // When
        Call call = onlyCall();

        // Then
        assertThat(call.billed()).isTrue();
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.fullyWritten()).isFalse();
        assertThat(Duration.between(call.start(), call.end())).isGreaterThan(Duration.ofMillis(500));
    }

    @Test
    void shouldShowCallsStatsAndFaultsToTheAdmin() throws Exception {
        // Given
        sim.inject(Fault.of("b", new Effect.Fail(ApiError.OVERLOADED, null)));
        http.send(call("r-1"), BodyHandlers.ofString());
        http.send(call("r-2"), BodyHandlers.ofString());
        await().until(() -> sim.calls().size() == 2);

        // When
        String calls = admin("GET", "calls?since=1", "").body();
        String stats = admin("GET", "stats", "").body();
        String faults = admin("GET", "faults", "").body();
        String cleared = admin("DELETE", "faults/fault-1", "").body();
        String left = admin("GET", "faults", "").body();

        // Then
        assertThat(calls)
                .startsWith("{\"seq\":2,\"requestId\":\"r-2\",\"endpoint\":\"a/x\"")
                .hasLineCount(1);
        assertThat(stats).startsWith("{\"calls\":2,\"billed\":2,\"inputTokens\":14,\"outputTokens\":6,\"inFlight\":0");
        assertThat(stats)
                .contains("\"statuses\":{\"200\":2}", "\"endpoints\":{\"a/x\":{\"calls\":2", "\"b\":{\"calls\":0");
        assertThat(faults).contains("\"id\":\"fault-1\"", "\"kind\":\"overloaded\"", "\"active\":true");
        assertThat(cleared).isEqualTo("{\"cleared\":\"fault-1\"}");
        assertThat(left).isEqualTo("{\"faults\":[]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            POST   | faults       | {'endpoint':'c','kind':'hang'} | 400 | {'error':'endpoint is 'c', allowed: [a/x, b] or * for all'}
            POST   | faults       | {'endpoint':'b','kind':'hang','x':1} | 400 | {'error':'unknown key 'x' in a fault of kind hang, allowed: [duration, endpoint, fraction, kind, requestId, seed, startAfter]'}
            DELETE | faults/nine  | {}                             | 404 | {'error':'no fault 'nine' is active or to come'}
            GET    | calls?since=x | {}                            | 400 | {'error':'since is 'x', allowed: the seq of a call, such as that of the last one read'}
            GET    | secrets      | {}                             | 404 | {'error':'no such admin path: GET /secrets'}
            """)
    void shouldTellTheAdminWhatIsWrong(String method, String path, String body, int status, String answer)
            throws Exception {
        // When
        HttpResponse<String> response = admin(method, path, body.replace('\'', '"'));

        // Then
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body().replace('"', '\'')).isEqualTo(answer);
    }

    @Test
    void shouldRefuseAnUnknownEndpoint() throws Exception {
        // Given
        URI unknown = sim.adminUrl().resolve("/e/none/v1/chat/completions");

        // When
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(unknown).build(), BodyHandlers.ofString());

        // Then
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"error\":\"no endpoint 'none' is simulated here\"}");
        assertThatThrownBy(() -> sim.baseUrl("none")).hasMessage("no endpoint 'none'; there are [a/x, b]");
    }

    @Test
    void shouldHaveTheBaseUrlsThatTheSdksWant() {
        assertThat(sim.baseUrl("a/x").getPath()).isEqualTo("/e/a-x/v1");
        assertThat(sim.baseUrl("b").getPath()).isEqualTo("/e/b");
        assertThat(sim.adminUrl().getPath()).isEqualTo("/admin/");
    }

    @Test
    void shouldCutHeldCallsWhenItCloses() {
        // Given
        sim.inject(Fault.of("*", new Effect.Hang()));
        CompletableFuture<HttpResponse<String>> response = http.sendAsync(call("r-1"), BodyHandlers.ofString());
        await().until(() -> sim.stats().all().inFlight() == 1);

        // When
        sim.close();

        // Then
        assertThat(response).failsWithin(Duration.ofSeconds(10));
        assertThat(sim.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.status()).isZero());
    }

    @Test
    void shouldSayThatItsPortIsTaken() {
        // Given
        SimConfig sameAgain = SimConfig.of(SimEndpoint.of("a", WireFormat.OPENAI_CHAT, "m"))
                .withPort(sim.adminUrl().getPort());

        // When
        Throwable thrown = catchThrowable(() -> ProviderSim.start(sameAgain));

        // Then
        assertThat(thrown)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the simulator could not open port " + sameAgain.port() + " of 127.0.0.1");
    }

    private Call onlyCall() {
        await().untilAsserted(() -> assertThat(sim.calls()).hasSize(1));
        return sim.calls().getFirst();
    }

    private HttpRequest call(String requestId) {
        return HttpRequest.newBuilder(URI.create(sim.baseUrl("a/x") + "/chat/completions"))
                .header("x-client-request-id", requestId)
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
    }

    private Socket sendRaw() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), sim.adminUrl().getPort());
        String head = "POST /e/a-x/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY.length()
                + "\r\n\r\n";
        socket.getOutputStream().write((head + BODY).getBytes(UTF_8));
        return socket;
    }

    private HttpResponse<String> admin(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(sim.adminUrl().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
