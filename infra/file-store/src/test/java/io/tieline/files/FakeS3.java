package io.tieline.files;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A store with what of S3's API is used here, path-style, over HTTP. As S3 does, it makes nothing of parts before they are
 * complete, refuses parts of less than 5 MiB but the last, and requests without a signature.
 */
final class FakeS3 implements AutoCloseable {
    private static final int SMALLEST_PART = 5 << 20;
    private static final Pattern PART = Pattern.compile("<PartNumber>(\\d+)</PartNumber>");

    private record Content(ByteBuffer bytes, Instant time) {
        int size() {
            return bytes.capacity();
        }
    }

    private record Upload(String key, Instant time, ConcurrentMap<Integer, byte[]> parts) {}

    private final HttpServer server;
    private final String bucket;
    private final ConcurrentMap<String, Content> contents = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Upload> uploads = new ConcurrentHashMap<>();
    private volatile @Nullable String failing;

    FakeS3(String bucket) throws IOException {
        this.bucket = bucket;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Uploads that are neither complete nor aborted. */
    List<String> unfinished() {
        return uploads.values().stream().map(Upload::key).toList();
    }

    void leaveUnfinished(String key, Instant time) {
        uploads.put("left-" + key, new Upload(key, time, new ConcurrentHashMap<>()));
    }

    /** Answers requests whose method and query begin so with 403. */
    void failAt(@Nullable String methodAndQuery) {
        failing = methodAndQuery;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            String path = exchange.getRequestURI().getPath();
            String key = path.equals("/" + bucket) ? "" : path.substring(Math.min(path.length(), bucket.length() + 2));
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String said = exchange.getRequestMethod() + " "
                    + String.valueOf(exchange.getRequestURI().getRawQuery());
            if (!path.startsWith("/" + bucket)) {
                error(exchange, 404, "NoSuchBucket");
            } else if (authorization == null || (failing != null && said.startsWith(failing))) {
                error(exchange, 403, "AccessDenied");
            } else {
                answer(exchange, key, query, body);
            }
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        return Arrays.stream(Optional.ofNullable(raw).orElse("").split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                        (first, second) -> second,
                        TreeMap::new));
    }

    private void answer(HttpExchange exchange, String key, Map<String, String> query, byte[] body) throws IOException {
        String upload = query.get("uploadId");
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, key, upload, query, body);
            case "POST" -> post(exchange, key, upload, body);
            case "DELETE" -> {
                if (upload == null) {
                    contents.remove(key);
                } else {
                    uploads.remove(upload);
                }
                exchange.sendResponseHeaders(204, -1);
            }
            default -> get(exchange, key, query);
        }
    }

    private void put(HttpExchange exchange, String key, @Nullable String id, Map<String, String> query, byte[] body)
            throws IOException {
        if (id == null) {
            contents.put(key, new Content(ByteBuffer.wrap(body), Instant.now()));
        } else {
            Objects.requireNonNull(uploads.get(id))
                    .parts()
                    .put(Integer.parseInt(Objects.requireNonNull(query.get("partNumber"))), body);
        }
        exchange.getResponseHeaders().add("ETag", "\"" + Arrays.hashCode(body) + "\"");
        exchange.sendResponseHeaders(200, -1);
    }

    private void post(HttpExchange exchange, String key, @Nullable String id, byte[] body) throws IOException {
        if (id == null) {
            String created = "upload-" + System.nanoTime();
            uploads.put(created, new Upload(key, Instant.now(), new ConcurrentHashMap<>()));
            xml(
                    exchange,
                    "InitiateMultipartUploadResult",
                    "<Bucket>" + bucket + "</Bucket><Key>" + key + "</Key><UploadId>" + created + "</UploadId>");
            return;
        }
        Upload upload = Objects.requireNonNull(uploads.get(id));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        List<byte[]> parts = PART.matcher(new String(body, StandardCharsets.UTF_8))
                .results()
                .map(match -> Objects.requireNonNull(upload.parts().get(Integer.parseInt(match.group(1)))))
                .toList();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        if (parts.subList(0, parts.size() - 1).stream().anyMatch(part -> part.length < SMALLEST_PART)) {
            error(exchange, 400, "EntityTooSmall");
            return;
        }
        contents.put(key, new Content(ByteBuffer.wrap(whole.toByteArray()), Instant.now()));
        uploads.remove(id);
        xml(exchange, "CompleteMultipartUploadResult", "<Key>" + key + "</Key><ETag>\"1\"</ETag>");
    }

    private void get(HttpExchange exchange, String key, Map<String, String> query) throws IOException {
        if (query.containsKey("uploads")) {
            String all = uploads.entrySet().stream()
                    .map(upload -> "<Upload><Key>" + upload.getValue().key() + "</Key><UploadId>" + upload.getKey()
                            + "</UploadId><Initiated>" + upload.getValue().time() + "</Initiated></Upload>")
                    .collect(Collectors.joining());
            xml(exchange, "ListMultipartUploadsResult", "<IsTruncated>false</IsTruncated>" + all);
        } else if (query.containsKey("list-type")) {
            list(exchange, query);
        } else {
            content(exchange, contents.get(key));
        }
    }

    /** One to a page, so that paging is tried. */
    private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        String after = query.getOrDefault("continuation-token", "");
        String prefix = query.getOrDefault("prefix", "");
        List<Map.Entry<String, Content>> found = new TreeMap<>(contents)
                .entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(prefix)
                                && entry.getKey().compareTo(after) > 0)
                        .toList();
        String one = found.stream()
                .limit(1)
                .map(entry -> "<Contents><Key>" + entry.getKey() + "</Key><LastModified>"
                        + entry.getValue().time() + "</LastModified><Size>1</Size></Contents><NextContinuationToken>"
                        + entry.getKey() + "</NextContinuationToken>")
                .collect(Collectors.joining());
        xml(exchange, "ListBucketResult", "<IsTruncated>" + (found.size() > 1) + "</IsTruncated>" + one);
    }

    private static void content(HttpExchange exchange, @Nullable Content content) throws IOException {
        if (content == null) {
            error(exchange, 404, "NoSuchKey");
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (from > 0 && from >= content.size()) {
            error(exchange, 416, "InvalidRange");
            return;
        }
        int length = content.size() - from;
        exchange.sendResponseHeaders(range == null ? 200 : 206, length == 0 ? -1 : length);
        exchange.getResponseBody().write(content.bytes().array(), from, length);
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        send(exchange, status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>");
    }

    private static void xml(HttpExchange exchange, String root, String inner) throws IOException {
        send(exchange, 200, "<" + root + ">" + inner + "</" + root + ">");
    }

    private static void send(HttpExchange exchange, int status, String xml) throws IOException {
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
