package io.tieline.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers that keep a connection by never being quite silent, and such as write into the head of an answer. */
class SlowCallersTest {
    private static final Duration OFTEN = Duration.ofMillis(500);

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

    /** Whether the other side has hung up before long, though something was sent to it all the time. */
    private static void awaitHangUp(Wire wire, String trickle) {
        Awaitility.await().pollInterval(OFTEN).atMost(Duration.ofSeconds(15)).until(() -> {
            try {
                wire.send(Wire.bytes(trickle));
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Test
    void shouldHangUpOnAHeadThatComesForEver() throws IOException {
        // Given
        try (Wire wire = new Wire(scene.gateway.port())) {
            wire.send(Wire.bytes("GET /v1/models HTTP/1.1\r\nHost: here\r\n"));

            // When, Then
            awaitHangUp(wire, "a: b\r\n");
        }
    }

    @Test
    void shouldHangUpOnABodyThatNobodyReads() throws IOException {
        // Given
        try (Wire wire = new Wire(scene.gateway.port())) {
            wire.send(Wire.bytes("""
                    POST /v1/messages HTTP/1.1\r
                    Host: here\r
                    x-api-key: wrong\r
                    Content-Length: 1000000\r
                    \r
                    """));

            // When
            String told = wire.readSome();

            // Then
            assertThat(told).startsWith("HTTP/1.1 401");
            awaitHangUp(wire, "a");
        }
    }

    @Test
    void shouldLetReadWhatIsAnsweredToALongBodyOfAStranger() {
        // When
        HttpResponse<String> told = scene.post("wrong", "/v1/messages", "a".repeat(1_000_000));

        // Then
        assertThat(told.statusCode()).isEqualTo(401);
    }

    @Test
    void shouldKeepTheConnectionOfWhoSendsWholeHeads() throws IOException {
        // Given
        String whole = "GET /v1/models HTTP/1.1\r\nHost: here\r\nx-api-key: acme\r\n\r\n";
        try (Wire wire = new Wire(scene.gateway.port())) {
            // When
            StringBuilder seen = new StringBuilder();
            for (long end = System.nanoTime() + 2 * HttpScene.LONGEST_SILENCE.toNanos(); System.nanoTime() < end; ) {
                wire.send(Wire.bytes(whole));
                String some = wire.readSome();

                // Then
                assertThat(some).startsWith("HTTP/1.1 200");
                seen.append(some);
                Awaitility.await().pollDelay(OFTEN).until(() -> true);
            }
            assertThat(seen).isNotEmpty();
        }
    }

    @Test
    void shouldWriteNothingOfACallersIntoTheHeadOfAnAnswer() {
        // Given
        String body = "{\"requestId\":\"a\\r\\nx-evil: 1\",\"route\":\"summarize\",\"messages\":[{\"role\":\"user\","
                + "\"content\":\"Hi.\"}]}";

        // When
        HttpResponse<String> submitted = scene.post("acme", "/v1/requests", body);
        HttpResponse<String> cancelled = scene.post("acme", "/v1/requests/a%0d%0ax-evil:%201/cancel", "");
        HttpResponse<String> foreign = scene.post("acme", "/v1/requests", body.replace("a\\r\\nx-evil: 1", "bücher/€"));

        // Then
        assertThat(submitted.headers().map()).doesNotContainKey("x-evil");
        assertThat(cancelled.headers().map()).doesNotContainKey("x-evil");
        assertThat(submitted.statusCode()).isEqualTo(202);
        assertThat(cancelled.statusCode()).isEqualTo(202);
        assertThat(foreign.statusCode()).isEqualTo(202);
        assertThat(foreign.headers().firstValue("location")).hasValue("/v1/requests/b%C3%BCcher/%E2%82%AC");
    }
}
