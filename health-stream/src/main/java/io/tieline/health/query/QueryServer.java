package io.tieline.health.query;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.ProviderHealth;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers over HTTP: {@code /v1/health}, {@code /v1/health/history}, {@code /v1/spend}, {@code /live} and {@code /ready}. An instance that
 * doesn't hold the answer asks the one that does. Read only, and without any secret or text of a request; it listens
 * where the configuration says, on the loopback address by default.
 */
public final class QueryServer implements AutoCloseable {
    /** Says that a question was passed on once: it is never passed on again. */
    private static final String PASSED_ON = "tieline-passed-on";

    private static final Duration PASS_ON_TIMEOUT = Duration.ofSeconds(5);
    private static final String HEALTH = "/v1/health";
    private static final String HISTORY = "/v1/health/history";
    private static final String SPEND = "/v1/spend";
    /** How far back questions may go. */
    public static final int LONGEST_HISTORY_HOURS = 24;

    private final Board board;
    private final InstantSource clock;
    private final HttpClient others;
    private final WebServer server;

    /**
     * Starts listening.
     *
     * @param address port 0 stands for any free one
     * @throws IllegalStateException if it can't listen there
     */
    public QueryServer(InetSocketAddress address, Board board, InstantSource clock) {
        this.board = board;
        this.clock = clock;
        this.others = HttpClient.newBuilder().connectTimeout(PASS_ON_TIMEOUT).build();
        this.server = WebServer.builder()
                .host(address.getHostString())
                .port(address.getPort())
                .shutdownHook(false)
                .routing(this::route)
                .build()
                .start();
        // The server tells its log of a port that is in use, and nobody else.
        if (!server.isRunning()) {
            throw new IllegalStateException(
                    "can't listen at " + address.getHostString() + ':' + address.getPort() + ": is the port in use?");
        }
    }

    public int port() {
        return server.port();
    }

    private void route(HttpRouting.Builder routing) {
        routing.get(HEALTH, this::health)
                .get(HISTORY, this::history)
                .get(SPEND, this::spend)
                .get("/live", (_, response) -> response.send("alive\n"))
                .get("/ready", this::ready);
    }

    private void ready(ServerRequest request, ServerResponse response) {
        boolean ready = board.isReady();
        response.status(ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
        response.send(ready ? "ready\n" : "no share of the work yet\n");
    }

    private void health(ServerRequest request, ServerResponse response) {
        Instant now = clock.instant();
        answer(HEALTH, request, response, board.health(now), all -> HealthJson.health(only(request, all), now));
    }

    private void history(ServerRequest request, ServerResponse response) {
        String asked = request.query().first("hours").orElse(String.valueOf(LONGEST_HISTORY_HOURS));
        if (!asked.matches("[0-9]{1,2}")
                || Integer.parseInt(asked) < 1
                || Integer.parseInt(asked) > LONGEST_HISTORY_HOURS) {
            String message = "hours is '" + asked + "', allowed: 1 to " + LONGEST_HISTORY_HOURS;
            send(response, Status.BAD_REQUEST_400, HealthJson.error("bad_request", message));
            return;
        }
        Instant since = clock.instant().minus(Duration.ofHours(Integer.parseInt(asked)));
        Predicate<Transition> wanted = transition ->
                endpoint(request).map(transition.endpointId()::equals).orElse(true);
        answer(
                HISTORY,
                request,
                response,
                board.history(since),
                all -> HealthJson.history(all.stream().filter(wanted).toList()));
    }

    private void spend(ServerRequest request, ServerResponse response) {
        Instant now = clock.instant();
        SpendQuestion question;
        try {
            question = SpendQuestion.of(
                    request.query().first("by").asOptional(),
                    request.query().first("period").asOptional(),
                    request.query().first("name").asOptional(),
                    now);
        } catch (IllegalArgumentException e) {
            send(response, Status.BAD_REQUEST_400, HealthJson.error("bad_request", String.valueOf(e.getMessage())));
            return;
        }
        answer(
                SPEND,
                request,
                response,
                board.spend(question.by(), question.period()),
                sums -> SpendJson.of(question, sums, now));
    }

    private static List<ProviderHealth> only(ServerRequest request, List<ProviderHealth> all) {
        return endpoint(request)
                .map(wanted -> all.stream()
                        .filter(each -> each.getEndpointId().equals(wanted))
                        .toList())
                .orElse(all);
    }

    private static Optional<String> endpoint(ServerRequest request) {
        return request.query().first("endpoint").asOptional();
    }

    private <T> void answer(
            String path,
            ServerRequest request,
            ServerResponse response,
            BoardAnswer<T> answer,
            Function<T, byte[]> json) {
        switch (answer) {
            case BoardAnswer.Here<T>(T value) -> send(response, Status.OK_200, json.apply(value));
            case BoardAnswer.Elsewhere<T>(URI instance) -> passOn(path, request, response, instance);
            case BoardAnswer.NotNow<T>(String why) -> notNow(response, why);
        }
    }

    /** The path is ours and never the asker's: a whole address in its place would lead anywhere. */
    private void passOn(String path, ServerRequest request, ServerResponse response, URI instance) {
        if (request.headers().contains(HeaderNames.create(PASSED_ON))) {
            notNow(response, "the work is being shared out anew");
            return;
        }
        String query = request.query().rawValue();
        String target = path + (query.isEmpty() ? "" : "?" + query);
        try {
            HttpResponse<byte[]> answer = ask(instance.resolve(target));
            if (answer.statusCode() == Status.SERVICE_UNAVAILABLE_503.code()) {
                response.header(HeaderNames.RETRY_AFTER, "1");
            }
            send(response, Status.create(answer.statusCode()), answer.body());
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            notNow(response, "the instance at " + instance + " can't be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notNow(response, "stopped");
        }
    }

    /** The request's own limit ends with the head of the answer; this one counts for all of it. */
    private HttpResponse<byte[]> ask(URI target) throws ExecutionException, TimeoutException, InterruptedException {
        HttpRequest question =
                HttpRequest.newBuilder(target).header(PASSED_ON, "1").build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                others.sendAsync(question, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(PASS_ON_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            answer.cancel(true);
        }
    }

    private static void notNow(ServerResponse response, String why) {
        response.header(HeaderNames.RETRY_AFTER, "1");
        send(response, Status.SERVICE_UNAVAILABLE_503, HealthJson.error("not_now", why));
    }

    private static void send(ServerResponse response, Status status, byte[] json) {
        response.status(status);
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(json);
    }

    @Override
    public void close() {
        server.stop();
        others.close();
    }
}
