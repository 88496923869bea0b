package io.tieline.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that hang up, wait long, or send what isn't HTTP. */
class ConnectionsTest {
    private static final String CHAT =
            "{\"model\":\"summarize\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
    private static final String STREAM = CHAT.replace("{\"model", "{\"stream\":true,\"model");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private HttpScene scene;

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private InferenceRequest awaitAsked(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> scene.broker.asked().size() == count);
        return scene.broker.asked().getLast().request();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "stream"})
    void shouldTakeBackTheRequestOfACallerWhoHangsUp(String body) throws IOException {
        // Given
        String asked;
        try (Wire wire = new Wire(scene.gateway.port())) {
            wire.send(Wire.bytes(Wire.post("acme", "/v1/chat/completions", body.equals("stream") ? STREAM : CHAT)));
            asked = awaitAsked(1).getRequestId();

            // When it closes
        }

        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> scene.broker.cancelled().contains(new OwnedId("acme", asked)));
    }

    @Test
    void shouldKeepTheAnswerForACallerWhoHangsUpAndAsksAgainByTheSameKey() throws IOException {
        // Given one who hangs up
        String[] key = {"Idempotency-Key", "k-1"};
        InferenceRequest asked;
        try (Wire wire = new Wire(scene.gateway.port())) {
            String head = "Idempotency-Key: k-1\r\nHost:";
            wire.send(Wire.bytes(Wire.post("acme", "/v1/chat/completions", CHAT).replaceFirst("(?i)Host:", head)));
            asked = awaitAsked(1);
        }
        Awaitility.await()
                .during(Duration.ofMillis(2_500))
                .atMost(PATIENCE)
                .until(() -> scene.broker.cancelled().isEmpty());

        // When the answer comes, and he asks again
        scene.broker.answer(HttpScene.reply(asked, "Hello."));
        HttpResponse<String> again = scene.post("acme", "/v1/chat/completions", CHAT, key);

        // Then it is his, and nothing was asked twice
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("Hello.");
        assertThat(scene.broker.asked()).hasSize(1);
        assertThat(scene.submitted).containsExactly(asked.getRequestId());
    }

    @Test
    void shouldNotMistakeTheNextRequestForAHangUp() throws IOException {
        // Given
        String request = Wire.post("acme", "/v1/chat/completions", CHAT);
        try (Wire wire = new Wire(scene.gateway.port())) {
            // When
            wire.send(Wire.bytes(request + request));
            InferenceRequest first = awaitAsked(1);
            Awaitility.await()
                    .during(Duration.ofMillis(2_500))
                    .atMost(PATIENCE)
                    .until(() -> scene.broker.cancelled().isEmpty());
            scene.broker.answer(HttpScene.reply(first, "One."));
            InferenceRequest second = awaitAsked(2);
            scene.broker.answer(HttpScene.reply(second, "Two."));

            // Then
            assertThat(wire.readToTheEnd()).contains("One.", "Two.");
        }
    }

    @Test
    void shouldSendSignsOfLifeUntilTheAnswerIsThere() throws IOException {
        // Given
        try (Wire wire = new Wire(scene.gateway.port())) {
            wire.send(Wire.bytes(Wire.post("acme", "/v1/chat/completions", STREAM)));
            InferenceRequest asked = awaitAsked(1);

            // When
            StringBuilder seen = new StringBuilder();
            while (!seen.toString().contains(": waiting")) {
                seen.append(wire.readSome());
            }
            scene.broker.answer(HttpScene.reply(asked, "Hello."));
            while (!seen.toString().contains("[DONE]")) {
                seen.append(wire.readSome());
            }

            // Then
            assertThat(seen).contains("text/event-stream", "\"content\":\"Hello.\"");
            assertThat(scene.broker.cancelled()).isEmpty();
        }
    }

    @Test
    void shouldRefuseASecondRequestOfTheSameIdWhileTheFirstIsUnderWay() throws IOException {
        // Given
        String body = CHAT.replace("{\"model\":", "{\"requestId\":\"order-1\",\"route\":");

        // When
        int first = scene.post("acme", "/v1/requests", body).statusCode();

        // Then
        assertThat(first).isEqualTo(202);
        assertThat(scene.post("mallory", "/v1/requests", body).statusCode()).isEqualTo(400);
        assertThat(scene.post("mallory", "/v1/requests", body, "Prefer", "wait=1")
                        .statusCode())
                .isEqualTo(400);

        // When
        scene.broker.answer(HttpScene.reply(awaitAsked(1), "Secret."));

        // Then
        assertThat(scene.get("acme", "/v1/requests/order-1").body()).contains("Secret.");
        assertThat(scene.get("mallory", "/v1/requests/order-1").body()).doesNotContain("Secret.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\nContent-Length: 100\r\n\r\n{",
                "POST /v1/messages HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET /%zz HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\n\r\n",
                "GET /v1/files/%zz HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\n\r\n",
                "GET /v1/files/%00 HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\n\r\n",
                "GET /v1/files?limit=%zz HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\n\r\n",
                "GET /v1/files HTTP/1.1\r\nHost: here:port\r\nx-api-key: acme\r\n\r\n",
            })
    void shouldRefuseWhatIsMalformed(String request) throws IOException {
        try (Wire wire = new Wire(scene.gateway.port())) {
            // When
            wire.send(Wire.bytes(request));

            // Then
            assertThat(wire.readToTheEnd()).matches("(?s)(HTTP/1\\.1 4\\d\\d .*)?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /v1/mod",
                "GET /v1/models HTTP/1.1\r\nHost: he",
                "POST /v1/messages HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\nContent-Length: 100\r\n\r\n{",
            })
    void shouldCloseTheConnectionOfWhoSendsNoMore(String beginning) throws IOException {
        try (Wire wire = new Wire(scene.gateway.port())) {
            // When
            wire.send(Wire.bytes(beginning));

            // Then
            assertThat(wire.readUntilClosed()).matches("(?s)(HTTP/1\\.1 4\\d\\d .*)?");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerOnceWhoWaitsWhileTheGatewayIsStopped(boolean streams) throws IOException {
        try (Wire wire = new Wire(scene.gateway.port())) {
            // Given
            wire.send(Wire.bytes(Wire.post("acme", "/v1/chat/completions", streams ? STREAM : CHAT)));
            awaitAsked(1);

            // When
            scene.gateway.close();

            // Then nothing follows that the next to ask on this connection could take for his answer
            String seen = wire.readUntilClosed();
            assertThat(seen).containsOnlyOnce("HTTP/1.1 ").contains("The gateway is being stopped.");
            assertThat(seen).contains(streams ? "HTTP/1.1 200 OK" : "HTTP/1.1 503 Service Unavailable");
            assertThat(seen.toLowerCase(Locale.ROOT).contains("connection: close"))
                    .isEqualTo(!streams);
        }
    }

    @Test
    void shouldRefuseTooLongAHead() throws IOException {
        try (Wire wire = new Wire(scene.gateway.port())) {
            // When
            wire.send(Wire.bytes("GET /v1/models HTTP/1.1\r\nHost: here\r\nx-a: " + "a".repeat(40_000) + "\r\n\r\n"));

            // Then
            assertThat(wire.readToTheEnd()).matches("(?s)(HTTP/1\\.1 4\\d\\d .*)?");
        }
    }
}
