package io.tieline.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers as a gateway does, with what it was told to answer; the last answer to a question is given again and again. */
final class FakeGateway implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    /** What somebody has asked. */
    record Asked(String what, String body, Optional<String> key, Optional<String> idempotencyKey) {}

    private record Answer(int status, String body, Optional<String> retryAfter) {}

    private FakeGateway(HttpServer server) {
        this.server = server;
    }

    static FakeGateway start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeGateway gateway = new FakeGateway(server);
            server.createContext("/", gateway::answer);
            server.start();
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer to a question such as {@code GET /v1/jobs/job_1}. */
    synchronized FakeGateway on(String question, int status, String body) {
        return on(question, new Answer(status, body, Optional.empty()));
    }

    /** The same, with the wish that it is asked again at once. */
    synchronized FakeGateway onAskAgain(String question, int status, String message) {
        return on(question, new Answer(status, error(message), Optional.of("0")));
    }

    private FakeGateway on(String question, Answer answer) {
        answers.computeIfAbsent(question, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    static String error(String message) {
        return "{\"error\":{\"code\":\"x\",\"message\":\"" + message + "\"}}";
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    Asked asked(String what) {
        return asked().stream()
                .filter(each -> each.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String question = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(question, body, header(exchange, "Authorization"), header(exchange, "Idempotency-Key")));
        Answer answer = next(question);
        answer.retryAfter().ifPresent(after -> exchange.getResponseHeaders().add("Retry-After", after));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Answer next(String question) {
        Deque<Answer> left = answers.getOrDefault(question, new ArrayDeque<>());
        if (left.isEmpty()) {
            return new Answer(404, error("nobody knows " + question.replace('"', '_')), Optional.empty());
        }
        return left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
