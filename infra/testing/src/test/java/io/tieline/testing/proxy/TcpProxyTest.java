package io.tieline.testing.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private final Echo echo = new Echo("");
    private TcpProxy proxy;

    /** Sends back what it gets, with a word before each connection's first byte. */
    private static final class Echo implements AutoCloseable {
        private final ServerSocket server;

        Echo(String word) {
            try {
                server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try {
                        Socket socket = server.accept();
                        Thread.ofVirtual().start(() -> serve(socket, word));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        private static void serve(Socket socket, String word) {
            try (socket) {
                socket.getOutputStream().write(word.getBytes(StandardCharsets.UTF_8));
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                // The test broke it.
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @BeforeEach
    void startProxy() {
        proxy = TcpProxy.to("127.0.0.1", echo.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void exchange(Socket socket, String text) throws IOException {
        send(socket, text);
        assertThat(receive(socket, text.length())).isEqualTo(text);
    }

    @Test
    void shouldForwardBothWaysAndPassOnTheEnd() throws IOException {
        try (Socket socket = connect()) {
            exchange(socket, "hello");
            send(socket, "x".repeat(100_000));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(100_000);
        }
        await().untilAsserted(() -> assertThat(proxy.open()).isZero());
    }

    @Test
    void shouldDelayWhatOpenConnectionsSend() throws IOException {
        try (Socket socket = connect()) {
            exchange(socket, "fast");
            proxy.apply(new Toxic.Latency(Duration.ofMillis(100), Duration.ofMillis(20), 1));
            long begin = System.nanoTime();
            exchange(socket, "slow");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void shouldSwallowEverythingAndLetItArriveAfterwards() throws IOException {
        try (Socket open = connect()) {
            exchange(open, "before");
            proxy.apply(new Toxic.Blackhole());
            open.setSoTimeout(200);
            send(open, "meanwhile");
            assertThatThrownBy(() -> receive(open, 1)).isInstanceOf(SocketTimeoutException.class);
            try (Socket fresh = connect()) {
                fresh.setSoTimeout(200);
                send(fresh, "hello");
                assertThatThrownBy(() -> receive(fresh, 1)).isInstanceOf(SocketTimeoutException.class);
            }
            proxy.clear();
            open.setSoTimeout(10_000);
            assertThat(receive(open, 9)).isEqualTo("meanwhile");
        }
    }

    @Test
    void shouldResetOpenConnectionsAndNewOnes() throws IOException {
        try (Socket open = connect()) {
            exchange(open, "before");
            proxy.apply(new Toxic.Reset());
            assertThatThrownBy(() -> receive(open, 1))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        try (Socket fresh = connect()) {
            assertThatThrownBy(() -> receive(fresh, 1)).isInstanceOf(SocketException.class);
        }
        proxy.clear();
        try (Socket again = connect()) {
            exchange(again, "after");
        }
    }

    @Test
    void shouldLetNoMoreThroughThanTold() throws IOException {
        try (Socket socket = connect()) {
            proxy.apply(new Toxic.Slow(10_000));
            long begin = System.nanoTime();
            exchange(socket, "x".repeat(3_000));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void shouldCutInTheMiddle() throws IOException {
        try (Socket socket = connect()) {
            exchange(socket, "before");
            proxy.apply(new Toxic.CutAfter(5));
            send(socket, "0123456789");
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThanOrEqualTo(5);
        }
    }

    @Test
    void shouldPassOnTheEndLater() throws IOException {
        try (Socket socket = connect()) {
            proxy.apply(new Toxic.SlowClose(Duration.ofMillis(150)));
            exchange(socket, "hello");
            long begin = System.nanoTime();
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void shouldGoToAnotherTarget() throws IOException {
        try (Echo other = new Echo("other:")) {
            try (Socket before = connect()) {
                exchange(before, "one");
                proxy.target("127.0.0.1", other.port());
                exchange(before, "two");
            }
            try (Socket after = connect()) {
                assertThat(receive(after, 6)).isEqualTo("other:");
            }
        }
    }

    @Test
    void shouldResetWhereTheTargetIsAway() throws IOException {
        echo.close();
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> receive(socket, 1)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void shouldEndAllThreadsOnClose() throws IOException {
        // Given connections that are held in all sorts of waiting
        try (Socket held = connect();
                Socket idle = connect()) {
            exchange(held, "before");
            exchange(idle, "before");
            proxy.apply(new Toxic.Blackhole());
            send(held, "held");

            // When it is closed, then that returns, the connections are reset and the port is free
            int port = proxy.port();
            proxy.close();
            assertThat(proxy.open()).isZero();
            assertThatThrownBy(() -> receive(idle, 1)).isInstanceOf(SocketException.class);
            try (TcpProxy next = TcpProxy.listening(port, "127.0.0.1", echo.port());
                    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                exchange(socket, "again");
                assertThat(next.port()).isEqualTo(port);
            }
        }
    }
}
