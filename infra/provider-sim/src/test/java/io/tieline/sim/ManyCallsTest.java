package io.tieline.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieline.sim.calls.Totals;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.WireFormat;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Carries what a benchmark needs. Prints its figures and asserts none of them. */
class ManyCallsTest {
    private static final int CONCURRENT = 2_000;
    private static final int ROUNDS = 3;
    private static final String TEXT =
            "Wind turns turbines, and turbines make power. Somebody had a sandwich. ".repeat(28);

    @Test
    void shouldCarryTwoThousandCallsAtATime() throws Exception {
        // Given
        SimEndpoint endpoint = SimEndpoint.of("a", WireFormat.OPENAI_CHAT, "m").withLatency(Duration.ofSeconds(1), 0.1);
        try (ProviderSim sim = ProviderSim.start(SimConfig.of(endpoint));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            byte[] request = request();
            long cpuBefore = cpuNanos();
            long start = System.nanoTime();

            // When
            List<Future<Integer>> answered = new ArrayList<>();
            for (int i = 0; i < CONCURRENT; i++) {
                answered.add(clients.submit(() -> client(sim.adminUrl().getPort(), request)));
            }
            int total = 0;
            for (Future<Integer> client : answered) {
                total += client.get();
            }

            // Then
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuMicros = (cpuNanos() - cpuBefore) / 1e3;
            await().until(() -> sim.stats().all().inFlight() == 0);
            Totals all = sim.stats().all();
            System.out.printf(
                    "%d calls of 1 s, %d at a time at most, in %.1f s: %.0f/s, %.0f us CPU each, clients included%n",
                    total, all.peakInFlight(), seconds, total / seconds, cpuMicros / total);
            assertThat(total).isEqualTo(CONCURRENT * ROUNDS);
            assertThat(all.calls()).isEqualTo(total);
            assertThat(all.billed()).isEqualTo(total);
            assertThat(all.peakInFlight()).isLessThanOrEqualTo(CONCURRENT);
        }
    }

    /** Makes its calls one after the other over one connection; as cheap as a client can be. */
    private static int client(int port, byte[] request) throws IOException {
        int answered = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] buffer = new byte[16_384];
            for (int round = 0; round < ROUNDS; round++) {
                socket.getOutputStream().write(request);
                int length = in.read(buffer);
                String head = new String(buffer, 0, length, UTF_8);
                int bodyAt = head.indexOf("\r\n\r\n") + 4;
                String promised = head.substring(head.indexOf("Content-Length: ") + 16);
                int rest = Integer.parseInt(promised.substring(0, promised.indexOf('\r'))) - (length - bodyAt);
                in.readFully(buffer, 0, rest);
                answered += head.startsWith("HTTP/1.1 200") ? 1 : 0;
            }
        }
        return answered;
    }

    private static byte[] request() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT + "\"}]}";
        return ("POST /e/a/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
