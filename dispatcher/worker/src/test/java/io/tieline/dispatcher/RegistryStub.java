package io.tieline.dispatcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificData;

/**
 * As much of the registry's HTTP API as the serdes ask for, so that tests use the real serdes: every topic's schema is
 * registered, the same type under one id.
 */
public final class RegistryStub implements AutoCloseable {
    private static final Pattern SUBJECT = Pattern.compile("artifactId=(.+?)-value");
    private static final Pattern CONTENT = Pattern.compile("/ids/contentIds/(\\d+)");
    private static final List<? extends Class<?>> TYPES =
            Topics.ALL.stream().map(Topic::valueType).distinct().toList();

    private final HttpServer server;
    private volatile boolean away;

    public RegistryStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** New serdes, which know nothing yet. */
    public AvroSerdes serdes() {
        return AvroSerdes.connect(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    /** Lets it answer nothing but errors from now on, or answer again. */
    public void setAway(boolean away) {
        this.away = away;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        Matcher subject = SUBJECT.matcher(path);
        Matcher content = CONTENT.matcher(path);
        if (away) {
            send(exchange, 503, "{}");
        } else if (path.startsWith("/search/versions") && subject.find()) {
            send(exchange, 200, "{\"count\":1,\"versions\":[{\"contentId\":" + idOf(subject.group(1)) + "}]}");
        } else if (path.endsWith("/references")) {
            send(exchange, 200, "[]");
        } else if (content.find() && Integer.parseInt(content.group(1)) <= TYPES.size()) {
            Class<?> type = TYPES.get(Integer.parseInt(content.group(1)) - 1);
            send(exchange, 200, SpecificData.get().getSchema(type).toString());
        } else {
            send(exchange, 404, "{\"status\":404}");
        }
    }

    private static int idOf(String topic) {
        Class<?> type = Topics.ALL.stream()
                .filter(known -> known.name().equals(topic))
                .findFirst()
                .map(Topic::valueType)
                .orElseThrow();
        return TYPES.indexOf(Objects.requireNonNull(type)) + 1;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
