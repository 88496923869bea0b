package io.tieline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a health stream. */
final class HealthClient implements AutoCloseable {
    static final String EXAMPLE = "http://127.0.0.1:8091";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    HealthClient(URI server) {
        this.server = server;
    }

    /** All that is known now, or what is known of one endpoint. */
    JsonNode health(@Nullable String endpoint) throws InterruptedException {
        JsonNode answer = get("/v1/health" + (endpoint == null ? "" : "?endpoint=" + encoded(endpoint)));
        if (endpoint != null && answer.path("endpoints").isEmpty()) {
            throw new IllegalArgumentException("nobody has called an endpoint '" + endpoint + "' within the last day");
        }
        return answer;
    }

    /** What changed in the last hours. */
    JsonNode history(@Nullable String endpoint, int hours) throws InterruptedException {
        return get("/v1/health/history?hours=" + hours + (endpoint == null ? "" : "&endpoint=" + encoded(endpoint)));
    }

    /**
     * What was spent.
     *
     * @param by tenant, route, endpoint or job
     * @param period null: the present month, or the whole of a job
     * @param name null: all
     */
    JsonNode spend(String by, @Nullable String period, @Nullable String name) throws InterruptedException {
        return get("/v1/spend?by=" + encoded(by)
                + (period == null ? "" : "&period=" + encoded(period))
                + (name == null ? "" : "&name=" + encoded(name)));
    }

    private JsonNode get(String path) throws InterruptedException {
        HttpRequest question =
                HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT).build();
        try {
            HttpResponse<byte[]> answer = http.send(question, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = JSON.readTree(answer.body());
            if (answer.statusCode() == 400) {
                throw new IllegalArgumentException(body.at("/error/message").asText("asked for wrongly"));
            }
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the health stream at " + server + " can't answer: "
                        + body.at("/error/message").asText("status " + answer.statusCode()));
            }
            return body;
        } catch (ConnectException e) {
            throw new IllegalStateException(
                    "no health stream answers at " + server
                            + ": start one with 'tieline health-stream' or 'tieline up',"
                            + " or name another with --url",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("the health stream at " + server + " can't be asked: " + e, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
