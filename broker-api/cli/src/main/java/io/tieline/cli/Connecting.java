package io.tieline.cli;

import io.tieline.client.ClientConfig;
import io.tieline.client.TielineClient;
import io.tieline.schemas.RegistryException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Connects for a person: says what is waited for, and doesn't wait long where nobody listens. */
final class Connecting {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration ONE_TRY = Duration.ofSeconds(2);
    private static final int SILENT_SECONDS = 3;

    private final ClientConfig config;
    private volatile String waitingFor = "";

    private Connecting(ClientConfig config) {
        this.config = config;
    }

    /**
     * Connects, within 10 s where nobody listens and a minute where somebody does but doesn't answer.
     *
     * @param teller told after 3 s what is waited for
     * @throws IllegalStateException if Kafka or the registry can't be reached, with what to do about it
     */
    static TielineClient connect(ClientConfig config, Consumer<String> teller) throws InterruptedException {
        Connecting connecting = new Connecting(config);
        Executor later = CompletableFuture.delayedExecutor(SILENT_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> notice =
                CompletableFuture.runAsync(() -> teller.accept("… waiting for " + connecting.waitingFor), later);
        try {
            return connecting.connect();
        } finally {
            notice.cancel(false);
        }
    }

    /**
     * Sees to it that somebody listens, without a connection that is kept.
     *
     * @throws IllegalStateException if nobody does within 10 s, with what to do about it
     */
    static void requireListeners(ClientConfig config) throws InterruptedException {
        new Connecting(config).awaitListeners();
    }

    private void awaitListeners() throws InterruptedException {
        List<InetSocketAddress> brokers = Arrays.stream(
                        config.bootstrapServers().split(","))
                .map(Connecting::address)
                .toList();
        awaitListener(kafka(), brokers);
        awaitListener(registry(), List.of(address(config.registryUrl())));
    }

    private String kafka() {
        return "Kafka at " + config.bootstrapServers();
    }

    private String registry() {
        return "the schema registry at " + config.registryUrl();
    }

    private TielineClient connect() throws InterruptedException {
        awaitListeners();
        waitingFor = "answers of " + kafka() + " and " + registry();
        try {
            return TielineClient.connect(config);
        } catch (RegistryException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalStateException(kafka() + " can't be used: " + e.getMessage(), e);
        }
    }

    private void awaitListener(String what, List<InetSocketAddress> addresses) throws InterruptedException {
        waitingFor = what;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (addresses.stream().noneMatch(Connecting::isListening)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(what + " doesn't answer: start it ('tieline up' starts everything), or"
                        + " correct its address in the configuration");
            }
            Thread.sleep(PAUSE);
        }
    }

    private static boolean isListening(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            // Resolved anew at each try: the name may be as late as the server.
            socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), (int) ONE_TRY.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return InetSocketAddress.createUnresolved(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    private static InetSocketAddress address(URI url) {
        int usual = "https".equals(url.getScheme()) ? 443 : 80;
        return InetSocketAddress.createUnresolved(url.getHost(), url.getPort() < 0 ? usual : url.getPort());
    }
}
