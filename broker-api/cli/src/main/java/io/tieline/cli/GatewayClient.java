package io.tieline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gateway. What it refuses is an {@link IllegalArgumentException} in its own words, what it can't do now an
 * {@link IllegalStateException}. Whoever is told to come back later does so for a minute: every POST carries a key by which
 * the gateway knows it again.
 */
final class GatewayClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(30);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int TOO_MANY = 429;
    private static final int AWAY = 503;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final String key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    GatewayClient(URI gateway, String key) {
        this.base = gateway.toString().replaceFirst("/+$", "");
        this.key = key;
    }

    /** Uploads the input of a job; its id. */
    String upload(Path file, String name) throws InterruptedException, IOException {
        String boundary = "tieline-" + UUID.randomUUID();
        String head = part(boundary, "name=\"purpose\"") + "batch\r\n"
                + part(boundary, "name=\"file\"; filename=\"" + name.replaceAll("[\\p{Cntrl}\"\\\\]", "_") + "\"");
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofFile(file),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        HttpRequest request = post("/v1/files", body)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .timeout(UPLOAD_TIMEOUT)
                .build();
        return requireText(json(request), "id");
    }

    private static String part(String boundary, String disposition) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
    }

    /**
     * Makes a job of a file's lines.
     *
     * @param route of the requests that name none; null: each names its own
     * @param deadline null: as the gateway has it
     */
    BatchJob create(String fileId, @Nullable String route, @Nullable Instant deadline) throws InterruptedException {
        ObjectNode job = JSON.createObjectNode().put("inputFileId", fileId);
        if (route != null) {
            job.put("route", route);
        }
        if (deadline != null) {
            job.put("deadline", deadline.toString());
        }
        HttpRequest request = post("/v1/jobs", BodyPublishers.ofString(job.toString()))
                .header("Content-Type", "application/json")
                .build();
        return job(json(request));
    }

    BatchJob job(String id) throws InterruptedException {
        return job(json(request("/v1/jobs/" + encoded(id)).build()));
    }

    BatchJob cancel(String id) throws InterruptedException {
        HttpRequest request = post("/v1/jobs/" + encoded(id) + "/cancel", BodyPublishers.noBody())
                .build();
        return job(json(request));
    }

    /**
     * Some jobs.
     *
     * @param more whether there are others behind them
     * @param json all that was told
     */
    record Page(List<BatchJob> jobs, boolean more, JsonNode json) {
        Page {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * A page of jobs, the latest first.
     *
     * @param after id of the one before the page; null: from the latest on
     */
    Page jobs(int limit, @Nullable String after) throws InterruptedException {
        String query = "?limit=" + limit + (after == null ? "" : "&after=" + encoded(after));
        JsonNode page = json(request("/v1/jobs" + query).build());
        if (!page.path("data").isArray()) {
            throw noGateway(null);
        }
        List<BatchJob> jobs = new ArrayList<>();
        page.get("data").forEach(each -> jobs.add(job(each)));
        return new Page(jobs, !jobs.isEmpty() && page.path("has_more").asBoolean(), page);
    }

    /** Contents of a file, to be closed. */
    InputStream content(String fileId) throws InterruptedException {
        return send(request("/v1/files/" + encoded(fileId) + "/content").build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key);
    }

    private HttpRequest.Builder post(String path, BodyPublisher body) {
        return request(path)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(body);
    }

    private BatchJob job(JsonNode answer) {
        try {
            return BatchJob.of(answer);
        } catch (IllegalArgumentException e) {
            throw noGateway(e);
        }
    }

    private String requireText(JsonNode answer, String field) {
        String text = answer.path(field).textValue();
        if (text == null) {
            throw noGateway(null);
        }
        return text;
    }

    private JsonNode json(HttpRequest request) throws InterruptedException {
        try (InputStream body = send(request)) {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw noGateway(e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private InputStream send(HttpRequest request) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
                if (answer.statusCode() / 100 == 2) {
                    return answer.body();
                }
                RuntimeException refusal = refusal(answer);
                Optional<Duration> pause = pause(answer);
                if (pause.isEmpty() || System.nanoTime() + pause.get().toNanos() > end) {
                    throw refusal;
                }
                Thread.sleep(pause.get());
            } catch (ConnectException e) {
                throw new IllegalStateException(
                        "no gateway answers at " + base
                                + ": start one with 'tieline up' or 'tieline gateway', or name another with --url",
                        e);
            } catch (IOException e) {
                throw unreachable(e);
            }
        }
    }

    /** After how long the same may be asked again; empty: that won't help, or nobody knows. */
    private static Optional<Duration> pause(HttpResponse<?> answer) {
        return answer.statusCode() == TOO_MANY || answer.statusCode() == AWAY
                ? answer.headers()
                        .firstValue("Retry-After")
                        .filter(seconds -> seconds.matches("\\d{1,6}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                : Optional.empty();
    }

    private RuntimeException refusal(HttpResponse<InputStream> answer) throws IOException {
        String message;
        try (InputStream body = answer.body()) {
            message = JSON.readTree(body).at("/error/message").textValue();
        } catch (JsonProcessingException e) {
            message = null;
        }
        int status = answer.statusCode();
        if (message == null) {
            return new IllegalStateException("what answers at " + base + " says " + status
                    + " and seems to be no gateway: name another with --url");
        }
        return switch (status) {
            case 401 ->
                new IllegalArgumentException("the gateway at " + base + " doesn't know this key (" + message
                        + "): name the file that holds another with --key-file, or set TIELINE_API_KEY");
            case 403 -> new IllegalArgumentException("this key isn't enough at " + base + ": " + message);
            case 400, 404, 409, 413, 422 -> new IllegalArgumentException(message);
            default -> new IllegalStateException("the gateway at " + base + " can't do that now: " + message);
        };
    }

    private IllegalStateException unreachable(IOException cause) {
        return new IllegalStateException("the gateway at " + base + " can't be asked: " + cause, cause);
    }

    private IllegalStateException noGateway(@Nullable Exception cause) {
        return new IllegalStateException(
                "what answers at " + base + " doesn't speak as a gateway does: name another with --url", cause);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
