package io.tieline.dispatcher.provider;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on a free loopback port that does to its connections whatever a test wants: the wrong bytes, half of them, none,
 * or a reset. Notes every request before it answers.
 */
final class LoopbackServer implements Closeable {
    /** What is done with a connection on which one request was read. */
    @FunctionalInterface
    interface Behaviour {
        void answer(Socket connection) throws Exception;
    }

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    LoopbackServer(Behaviour behaviour) throws IOException {
        this.server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        this.behaviour = behaviour;
        Thread.ofVirtual().start(this::accept);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Head and body of all requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    int connections() {
        return connections.get();
    }

    /** Answers with a status, headers (each ended by CRLF) and a body of known length; the connection stays open. */
    static Behaviour http(int status, String headers, byte[] body) {
        return connection -> write(
                connection,
                "HTTP/1.1 " + status + " Something\r\ncontent-type: application/json\r\n" + headers + "content-length: "
                        + body.length + "\r\n\r\n",
                body);
    }

    static Behaviour http(int status, String headers, String body) {
        return http(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    static void write(Socket connection, String head, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        connection.getOutputStream().write(bytes.toByteArray());
        connection.getOutputStream().flush();
    }

    /** Closes with a reset instead of an orderly end. */
    static void reset(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.incrementAndGet();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (!connection.isClosed()) {
                String request = readRequest(in);
                if (request.isEmpty()) {
                    return;
                }
                requests.add(request);
                behaviour.answer(connection);
            }
        } catch (IOException | UncheckedIOException _) {
            // The client went away, or the test closed it.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            open.remove(connection);
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.append((char) read);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
