package io.tieline.health.query;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever keeps the instance that knows from answering, whoever asked is told to ask again. */
class PassOnFaultTest {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private final FakeBoard board = new FakeBoard();
    private QueryServer server;
    private Asking asking;

    @BeforeEach
    void start() {
        server = server(board);
        asking = new Asking(server.port());
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
    }

    private static QueryServer server(FakeBoard board) {
        return new QueryServer(InetSocketAddress.createUnresolved("127.0.0.1", 0), board, () -> FakeBoard.NOW);
    }

    private static void assertNotNow(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(Asking.object(Asking.json(answer), "error").get("code")).isEqualTo("not_now");
    }

    @Test
    void tellsWhenToAskAgainWhereTheOtherInstanceCantTellEither() throws Exception {
        // Given
        FakeBoard othersBoard = new FakeBoard();
        othersBoard.setNotNow("it starts");
        try (QueryServer other = server(othersBoard)) {
            board.setElsewhere(URI.create("http://127.0.0.1:" + other.port()));
            // When, Then
            assertNotNow(asking.get("/v1/health"));
        }
    }

    /** As containers are named by some, and as the address of a host without a name is written. */
    @ParameterizedTest
    @ValueSource(strings = {"http://health_stream_1:8080", "http://fd00::12:8080"})
    void copesWithAnAddressThatIsNoUri(String instance) throws Exception {
        // Given
        board.setElsewhere(URI.create(instance));
        // When, Then
        assertNotNow(asking.get("/v1/health"));
    }

    @Test
    void doesNotWaitForTheRestOfAnAnswer() throws Exception {
        // Given
        try (ServerSocket stalling = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            board.setElsewhere(URI.create("http://127.0.0.1:" + stalling.getLocalPort()));
            CompletableFuture<Socket> half =
                    CompletableFuture.supplyAsync(() -> answerHalf(stalling), Thread::startVirtualThread);
            // When
            CompletableFuture<HttpResponse<String>> answer =
                    CompletableFuture.supplyAsync(this::ask, Thread::startVirtualThread);
            // Then
            try (Socket connection = half.get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                assertThat(connection.isConnected()).isTrue();
                assertThat(answer).succeedsWithin(LONGEST_WAIT).satisfies(PassOnFaultTest::assertNotNow);
            }
        }
    }

    /** Whoever can ask it must not have it call others in its name. A proxy's clients put a whole address in the first line. */
    @Test
    void asksNobodyButTheInstanceThatKnows() throws Exception {
        // Given
        try (QueryServer knows = server(new FakeBoard());
                QueryServer victim = server(FakeBoard.withTwoEndpoints());
                HttpClient proxied = HttpClient.newBuilder()
                        .proxy(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())))
                        .build()) {
            board.setElsewhere(URI.create("http://127.0.0.1:" + knows.port()));
            URI target = URI.create("http://127.0.0.1:" + victim.port() + "/v1/health");
            // When
            HttpResponse<String> answer =
                    proxied.send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString());
            // Then
            assertThat(answer.body()).doesNotContain(FakeBoard.HEALTHY);
        }
    }

    private HttpResponse<String> ask() {
        try {
            return asking.get("/v1/health");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static Socket answerHalf(ServerSocket server) {
        try {
            Socket connection = server.accept();
            String half = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
            connection.getOutputStream().write(half.getBytes(US_ASCII));
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
