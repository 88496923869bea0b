package io.tieline.systemtests.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** The simulated providers' own log and faults, over HTTP. Safe for use by several threads. */
public final class SimulatorAdmin implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Reaches it.
     *
     * @param base ends with a slash
     */
    public SimulatorAdmin(URI base) {
        this.base = base;
    }

    /**
     * Injects a fault, in the words of the simulator.
     *
     * @return its id
     */
    public String inject(ObjectNode fault) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("faults"))
                .POST(BodyPublishers.ofString(fault.toString()))
                .build();
        return JSON.readTree(send(request)).get("id").asText();
    }

    /** A fault of an endpoint, or of {@code *}, without end. */
    public static ObjectNode fault(String endpoint, String kind) {
        return JSON.createObjectNode().put("endpoint", endpoint).put("kind", kind);
    }

    /** Ends all faults. */
    public void clear() throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(base.resolve("faults")).DELETE().build());
    }

    /** Ends one fault. */
    public void clear(String id) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(base.resolve("faults/" + id)).DELETE().build());
    }

    /** The calls that ended after one. */
    List<JsonNode> calls(long since) throws IOException, InterruptedException {
        List<JsonNode> calls = new ArrayList<>();
        String lines = send(
                HttpRequest.newBuilder(base.resolve("calls?since=" + since)).build());
        for (String line : (Iterable<String>) lines.lines()::iterator) {
            calls.add(JSON.readTree(line));
        }
        return calls;
    }

    /** Calls under way. */
    public int inFlight() throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(base.resolve("stats")).build()))
                .get("inFlight")
                .asInt();
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    request.uri() + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
