package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that real networks and servers have, made on the loopback interface. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void closeAll() throws Exception {
        http.close();
    }

    @Test
    void shouldTellARefusedConnection() throws Exception {
        // Given
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        // When
        CallResult result = http.call("http://127.0.0.1:" + port);

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_CONNECTION_FAILED);
    }

    @Test
    void shouldTellANameThatDoesNotResolve() throws Exception {
        // When
        CallResult result = http.call("http://no-such-host.invalid");

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_CONNECTION_FAILED);
    }

    @Test
    void shouldNotConnectToLinkLocalAddresses() throws Exception {
        // When
        CallResult result = http.call("http://169.254.169.254");

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_CONNECTION_FAILED);
        assertThat(((CallResult.Failure) result).message()).contains("no address that may be called");
    }

    @Test
    void shouldTellAFailedTlsHandshake() throws Exception {
        // Given
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket connection = plain.accept()) {
                    LoopbackServer.write(connection, "HTTP/1.1 400 This is no TLS\r\n\r\n", new byte[0]);
                    http.never().await();
                } catch (IOException | InterruptedException _) {
                    // The client had enough.
                }
            });

            // When
            CallResult result = http.call("https://127.0.0.1:" + plain.getLocalPort());

            // Then
            assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_CONNECTION_FAILED);
        }
    }

    @Test
    void shouldTakeAResetBeforeTheStatusAsAFailedConnection() throws Exception {
        // When
        CallResult result = http.call(http.server(LoopbackServer::reset));

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_CONNECTION_FAILED);
        assertThat(((CallResult.Failure) result).httpStatus()).isNull();
    }

    @Test
    void shouldTakeAnEndBeforeTheStatusAsAFailedConnection() throws Exception {
        // When
        CallResult result = http.call(http.server(connection -> connection.close()));

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_CONNECTION_FAILED);
    }

    @Test
    void shouldTellABodyThatIsCut() throws Exception {
        // When
        CallResult result = http.call(http.server(connection -> {
            LoopbackServer.write(
                    connection,
                    "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
                    HttpFixture.ANSWER.getBytes(StandardCharsets.UTF_8));
            connection.close();
        }));

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_STREAM_BROKEN);
        assertThat(((CallResult.Failure) result).httpStatus()).isEqualTo(200);
    }

    @Test
    void shouldTellAChunkedBodyThatIsReset() throws Exception {
        // When
        CallResult result = http.call(http.server(connection -> {
            LoopbackServer.write(
                    connection,
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n{\"choices\":[{\"a",
                    new byte[0]);
            LoopbackServer.reset(connection);
        }));

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_STREAM_BROKEN);
    }

    @Test
    void shouldTellABodyThatStallsAsTimeout() throws Exception {
        // Given
        LoopbackServer server = http.server(connection -> {
            LoopbackServer.write(connection, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{", new byte[0]);
            http.never().await();
        });

        // When
        CallResult result = http.call(server.baseUrl(), HttpCallerConfig.defaults(), Duration.ofMillis(300));

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        assertThat(((CallResult.Failure) result).httpStatus()).isEqualTo(200);
    }

    @Test
    void shouldEndInTimeWhenBytesKeepDripping() throws Exception {
        // Given
        LoopbackServer server = http.server(connection -> {
            LoopbackServer.write(connection, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", new byte[0]);
            while (!http.never().await(20, TimeUnit.MILLISECONDS)) {
                LoopbackServer.write(connection, " ", new byte[0]);
            }
        });

        // When
        CallResult result = http.call(server.baseUrl(), HttpCallerConfig.defaults(), Duration.ofMillis(300));

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
    }

    @Test
    void shouldNotReadAHeadWithoutEnd() throws Exception {
        // Given
        String header = "x: " + "y".repeat(100_000) + "\r\n";

        // When
        CallResult result = http.call(http.server(LoopbackServer.http(200, header, HttpFixture.ANSWER)));

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
    }

    // Lines that are no status line are skipped, so a connection that has only those ends without one.
    @ParameterizedTest
    @CsvSource({
        "SSH-2.0-OpenSSH_9.6, provider.connection_failed",
        "HTTP/1.1 fine,       provider.connection_failed",
        "HTTP/9.1 200 OK,     provider.invalid_output",
    })
    void shouldTellWhatIsNotHttp(String line, String code) throws Exception {
        // When
        CallResult result = http.call(http.server(connection -> {
            LoopbackServer.write(connection, line + "\r\n\r\n", new byte[0]);
            connection.close();
        }));

        // Then
        assertThat(ProviderCallerContract.codeOf(result).wire()).isEqualTo(code);
    }

    @Test
    void shouldNotBlameTheProviderForAConnectionItClosedWhileIdle() throws Exception {
        // Given
        LoopbackServer server = http.server(connection -> {
            LoopbackServer.http(200, "", HttpFixture.ANSWER).answer(connection);
            connection.close();
        });
        Endpoint endpoint = HttpFixture.endpoint("a", server);
        ProviderCaller caller = http.caller(HttpCallerConfig.defaults(), endpoint);
        assertThat(caller.call(endpoint, Samples.request().build(), LONG, new CutOff()))
                .isInstanceOf(CallResult.Answer.class);

        // When
        Awaitility.await().pollDelay(Duration.ofMillis(700)).until(() -> true);
        CallResult second = caller.call(endpoint, Samples.request().build(), LONG, new CutOff());

        // Then
        assertThat(second).isInstanceOf(CallResult.Answer.class);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void shouldRefuseABombAfterDecompression() throws Exception {
        // Given
        byte[] bomb = HttpFixture.gzip(new byte[64 * 1024 * 1024]);
        LoopbackServer server = http.server(LoopbackServer.http(200, "content-encoding: gzip\r\n", bomb));

        // When
        CallResult result = http.call(server);

        // Then
        assertThat(bomb.length).isLessThan(100_000);
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
    }

    @Test
    void shouldNotReadOnWhenTheAnswerIsTooLong() throws Exception {
        // Given
        LoopbackServer endless = http.server(connection -> {
            LoopbackServer.write(connection, "HTTP/1.1 200 OK\r\ncontent-length: 100000000000\r\n\r\n", new byte[0]);
            while (!connection.isClosed()) {
                LoopbackServer.write(connection, "", new byte[64 * 1024]);
            }
        });
        HttpCallerConfig small = new HttpCallerConfig(Duration.ofSeconds(5), 10, 100_000);
        long start = System.nanoTime();

        // When
        CallResult result = http.call(endless.baseUrl(), small, LONG);

        // Then
        assertThat(ProviderCallerContract.codeOf(result)).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
