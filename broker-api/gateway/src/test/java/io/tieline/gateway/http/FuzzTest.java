package io.tieline.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.gateway.words.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of a tenant that have gone wrong in every way: no fault of the gateway's, and nothing of another tenant's. */
class FuzzTest {
    private static final int REQUESTS = 20_000;
    private static final int CALLERS = 8;

    /** After these, all code has been met and all pools are filled. */
    private static final int WARM_UP = 5_000;

    /** A tenth or so of it is what the fakes remember; 600 bytes kept of each request that is understood would be more. */
    private static final long MOST_GROWTH_BYTES = 4 * 1024 * 1024;

    private static final String CANARY = "c4n4ry-of-acme";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final String CHAT =
            "{\"model\":\"summarize\",\"messages\":[{\"role\":\"user\",\"content\":\"" + CANARY + "\"}]}";
    private static final List<String> NASTY = List.of(
            "null",
            "-1",
            "1e999",
            "\"\"",
            "[]",
            "{}",
            "true",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "99999999999999999999",
            "../../etc/passwd",
            "%2e%2e%2f",
            "%00",
            "%zz",
            "\r\n",
            "\r\n\r\n",
            "\0",
            "\u00ff",
            "--limit",
            "--limit--",
            "?limit=0",
            "?after=x",
            "&&&",
            "Transfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\n",
            "Expect: 100-continue\r\n",
            "Idempotency-Key: \u0001\r\n",
            "Idempotency-Key: k\r\n",
            "Prefer: wait=1\r\n",
            "Upgrade: websocket\r\n",
            "Content-Encoding: gzip\r\n",
            "anthropic-version: 1\r\n",
            "[".repeat(500),
            "{\"a\":".repeat(80),
            "a".repeat(9_000));

    @TempDir
    private Path folder;

    private HttpScene scene;
    private final List<byte[]> samples = new ArrayList<>();

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
        scene.broker.answerAll(
                request -> HttpScene.reply(request, request.getTenant().equals("acme") ? CANARY : "Hello."));
        samples();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    /** What acme has, and what mallory may try with it. */
    private void samples() {
        String line = "{\"custom_id\":\"" + CANARY + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + CHAT + "}\n";
        String file = id(scene.upload("acme", CANARY + ".jsonl", line));
        String create = "{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"metadata\":{\"a\":\""
                + CANARY
                + "\"}}";
        String batch = id(scene.post("acme", "/v1/batches", create));
        String message = CHAT.replace("{\"model", "{\"max_tokens\":9,\"model");
        String messages = "{\"requests\":[{\"custom_id\":\"a\",\"params\":" + message + "}]}";
        String messageBatch = id(scene.post("acme", "/v1/messages/batches", messages));
        scene.post("acme", "/v1/requests", CHAT.replace("{\"model\":", "{\"requestId\":\"order-1\",\"route\":"));
        reads(file, batch, messageBatch);
        writes(file, batch, messageBatch, message, messages, create);
    }

    private void reads(String file, String batch, String messageBatch) {
        List.of(
                        "/v1/models",
                        "/v1/models/summarize",
                        "/v1/files",
                        "/v1/files?purpose=batch&limit=2",
                        "/v1/files/" + file,
                        "/v1/files/" + file + "/content",
                        "/v1/batches?after=" + batch,
                        "/v1/batches/" + batch,
                        "/v1/messages/batches?limit=3",
                        "/v1/messages/batches/" + messageBatch,
                        "/v1/messages/batches/" + messageBatch + "/results",
                        "/v1/jobs",
                        "/v1/jobs/" + batch,
                        "/v1/requests/order-1",
                        "/openapi.yaml",
                        "/live",
                        "/ready")
                .forEach(path -> samples.add(Wire.bytes(head("GET", path) + "\r\n")));
        List.of("/v1/files/" + file, "/v1/messages/batches/" + messageBatch, "/v1/jobs/" + batch)
                .forEach(path -> samples.add(Wire.bytes(head("DELETE", path) + "\r\n")));
    }

    private void writes(
            String file, String batch, String messageBatch, String message, String messages, String create) {
        String clean = message.replace(CANARY, "Hi.");
        post("/v1/chat/completions", clean);
        post("/v1/chat/completions", clean.replace("{\"max", "{\"stream\":true,\"max"));
        post("/v1/messages", clean);
        post("/v1/messages", clean.replace("{\"max", "{\"stream\":true,\"max"));
        post("/v1/embeddings", "{\"model\":\"summarize\",\"input\":[\"a\",\"b\"]}");
        post("/v1/batches", create.replace(CANARY, "x"));
        post("/v1/batches/" + batch + "/cancel", "");
        post("/v1/messages/batches", messages.replace(CANARY, "x"));
        post("/v1/messages/batches/" + messageBatch + "/cancel", "");
        post("/v1/requests", CHAT.replace(CANARY, "x").replace("{\"model\":", "{\"requestId\":\"order-1\",\"route\":"));
        post("/v1/requests/order-1/cancel", "");
        post("/v1/jobs", "{\"inputFileId\":\"" + file + "\",\"route\":\"summarize\"}");
        form();
    }

    private void form() {
        String form = String.join(
                "\r\n",
                "--limit",
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"",
                "",
                "{}",
                "--limit",
                "Content-Disposition: form-data; name=\"purpose\"",
                "",
                "batch",
                "--limit--",
                "");
        samples.add(Wire.bytes(head("POST", "/v1/files") + "Content-Type: multipart/form-data; boundary=limit\r\n"
                + "Content-Length: " + form.length() + "\r\n\r\n" + form));
    }

    private static String id(HttpResponse<String> response) {
        return Json.read(response.body()).orElseThrow().path("id").asText();
    }

    private static String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer mallory\r\n";
    }

    private void post(String path, String body) {
        samples.add(Wire.bytes(Wire.post("mallory", path, body)));
    }

    @Test
    void shouldNeitherFailNorTellNorGrow() throws Exception {
        // Given
        long seed = Long.getLong("tieline.seed", System.nanoTime());
        System.out.println("seed of the fuzz: -Dtieline.seed=" + seed);
        List<Random> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> new Random(seed + caller))
                .toList();

        // When
        ask(callers, WARM_UP);
        long before = heapBytes();
        ask(callers, REQUESTS - WARM_UP);
        long after = heapBytes();

        // Then
        System.out.printf(
                "heap of the fuzz: %,d KiB after %,d requests, %,d KiB after %,d%n",
                before / 1024, WARM_UP, after / 1024, REQUESTS);
        assertThat(after - before).isLessThan(MOST_GROWTH_BYTES);
        assertThat(scene.get("acme", "/v1/models").statusCode()).isEqualTo(200);
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    /** So many requests by all callers together, who are through when this returns. */
    private void ask(List<Random> callers, int requests) throws Exception {
        List<Future<?>> asking = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            for (Random random : callers) {
                asking.add(threads.submit(() -> {
                    for (int i = 0; i < requests / CALLERS; i++) {
                        check(mutated(random));
                    }
                    return null;
                }));
            }
        }
        for (Future<?> caller : asking) {
            caller.get();
        }
    }

    /** What is in use once all that nobody needs is gone. */
    private static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int times = 0; times < 3; times++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private void check(byte[] request) {
        String answer = answer(request);
        String told = "asked:\n" + new String(request, StandardCharsets.ISO_8859_1) + "\nanswered:\n" + answer;
        assertThat(answer).as(told).doesNotContain(CANARY);
        var statuses = STATUS.matcher(answer);
        while (statuses.find()) {
            int status = Integer.parseInt(statuses.group(1));
            assertThat(status == 503 || status < 500).as(told).isTrue();
        }
    }

    private String answer(byte[] request) {
        try (Wire wire = new Wire(scene.gateway.port())) {
            wire.send(request);
            return wire.readToTheEnd();
        } catch (SocketException _) {
            // It hung up on what it didn't like.
            return "";
        } catch (IOException e) {
            throw new AssertionError("no end of the answer to " + Arrays.toString(request), e);
        }
    }

    private byte[] mutated(Random random) {
        byte[] request = samples.get(random.nextInt(samples.size())).clone();
        for (int times = random.nextInt(4); times > 0; times--) {
            request = mutated(request, random);
        }
        return request;
    }

    private byte[] mutated(byte[] request, Random random) {
        int from = random.nextInt(request.length + 1);
        int to = Math.min(request.length, from + random.nextInt(20));
        return switch (random.nextInt(6)) {
            case 0 ->
                joined(request, from, new byte[] {(byte) random.nextInt(256)}, Math.min(request.length, from + 1));
            case 1 -> joined(request, from, new byte[0], to);
            case 2 -> joined(request, to, Arrays.copyOfRange(request, from, to), to);
            case 3 -> joined(request, from, Wire.bytes(NASTY.get(random.nextInt(NASTY.size()))), from);
            case 4 -> joined(request, from, Wire.bytes(NASTY.get(random.nextInt(NASTY.size()))), to);
            default -> {
                byte[] other = samples.get(random.nextInt(samples.size()));
                yield joined(request, from, other, request.length);
            }
        };
    }

    /** The request up to a place, something new, and the request from another place on. */
    private static byte[] joined(byte[] request, int until, byte[] inserted, int from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(request, 0, until);
        bytes.writeBytes(inserted);
        bytes.write(request, from, request.length - from);
        return bytes.toByteArray();
    }
}
