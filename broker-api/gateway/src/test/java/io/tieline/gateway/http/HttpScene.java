package io.tieline.gateway.http;

import io.tieline.files.LocalFiles;
import io.tieline.gateway.auth.Caller;
import io.tieline.gateway.auth.Caller.Right;
import io.tieline.gateway.config.GatewayConfig;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.idempotency.Answer;
import io.tieline.gateway.idempotency.Idempotency;
import io.tieline.gateway.idempotency.Key;
import io.tieline.gateway.idempotency.Outcome;
import io.tieline.gateway.idempotency.Turn;
import io.tieline.gateway.jobs.MemoryJobs;
import io.tieline.gateway.requests.FakeBroker;
import io.tieline.gateway.view.MemoryTopic;
import io.tieline.gateway.words.Records;
import io.tieline.platform.DataSize;
import io.tieline.replay.select.Found;
import io.tieline.replay.select.Selection;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.StoredFile;
import io.tieline.trace.Trace;
import io.tieline.trace.topics.TimeRange;
import io.tieline.trace.topics.TopicTrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A listener whose parts are all in memory. Keys are {@code acme}, {@code mallory}, {@code reader}, {@code narrow} and {@code operator}. */
final class HttpScene implements AutoCloseable {
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);
    static final DataSize LONGEST_BODY = DataSize.ofMiB(1);

    /** Every key opens a tenant of its own, but for these, who are all acme's. */
    private static final Map<String, Caller> KEYS = Map.of(
            "acme", new Caller("acme", "acme", Set.of(), Set.of(Right.SUBMIT, Right.READ_OWN)),
            "mallory", new Caller("mallory", "mallory", Set.of(), Set.of(Right.SUBMIT, Right.READ_OWN)),
            "reader", new Caller("reader", "acme", Set.of(), Set.of(Right.READ_OWN)),
            "operator", new Caller("operator", "staff", Set.of(), Set.of(Right.OPERATE)),
            "narrow", new Caller("narrow", "acme", Set.of("describe"), Set.of(Right.SUBMIT, Right.READ_OWN)));

    final FakeBroker broker = new FakeBroker();
    final MemoryTopic<StoredFile> topic = new MemoryTopic<>();
    final MemoryJobs jobs;
    final MemoryReplays replays = new MemoryReplays();
    final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

    volatile Function<TimeRange, TopicTrace.Read> traffic =
            range -> new TopicTrace.Read(new Trace(List.of(), 1), 0, false);

    /** Done whenever somebody reads the letters. */
    volatile Runnable reading = () -> {};

    final FileShelf shelf;
    final HttpGateway gateway;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Key, Kept> kept = new ConcurrentHashMap<>();

    /** Id of a request that another gateway has submitted for what comes next. */
    volatile Optional<String> submittedBefore = Optional.empty();

    /** What was submitted here for requests with keys. */
    final List<String> submitted = new CopyOnWriteArrayList<>();

    private record Kept(String asked, Answer answer) {}

    HttpScene(Path folder) {
        InstantSource clock = InstantSource.system();
        jobs = new MemoryJobs(clock);
        try {
            shelf = new FileShelf(LocalFiles.in(folder.resolve("files"), clock), topic, topic, clock);
            Path uploads = Files.createDirectories(folder.resolve("uploads"));
            gateway = new HttpGateway(
                    config(folder),
                    new HttpParts(
                            key -> Optional.ofNullable(KEYS.get(key)),
                            HttpScene::catalogue,
                            broker,
                            shelf,
                            jobs.service(),
                            replays,
                            this::select,
                            range -> traffic.apply(range),
                            this::once,
                            uploads,
                            () -> true,
                            Duration.ofMillis(100),
                            LONGEST_SILENCE,
                            clock));
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for files", e);
        }
    }

    private static GatewayConfig config(Path folder) {
        return new GatewayConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                null,
                folder,
                LONGEST_BODY,
                DataSize.ofMiB(2),
                64,
                Duration.ofSeconds(20));
    }

    private static Catalogue catalogue() {
        Endpoint endpoint = Endpoint.of(
                "openai-eu/gpt-x",
                "openai",
                "gpt-x",
                WireFormat.OPENAI_CHAT,
                URI.create("http://127.0.0.1"),
                new Price(BigDecimal.ONE, BigDecimal.TWO));
        List<Route> routes =
                List.of(new Route("summarize", List.of(endpoint.id())), new Route("describe", List.of(endpoint.id())));
        return new Catalogue(
                List.of(endpoint), routes, List.of(Tenant.unrestricted("acme"), Tenant.unrestricted("mallory")));
    }

    private void select(Selection selection, Consumer<Found> taker) {
        reading.run();
        letters.stream().map(Found::of).filter(selection.filter()::takes).forEach(taker);
    }

    /** Without Kafka, and one after the other. */
    private synchronized Outcome once(Key key, String asked, Idempotency.Work work)
            throws IOException, InterruptedException {
        Kept before = kept.get(key);
        if (before != null) {
            return before.asked().equals(asked) ? new Outcome.Done(before.answer(), true) : new Outcome.OtherRequest();
        }
        Answer answer = work.answer(
                new Turn("00000000-0000-4000-8000-00000000000" + kept.size(), submittedBefore, submitted::add));
        if (answer.isFinal()) {
            kept.put(key, new Kept(asked, answer));
        }
        return new Outcome.Done(answer, false);
    }

    /** From now on all is answered with this text. */
    void answersAll(String text) {
        broker.answerAll(request -> reply(request, text));
    }

    static InferenceReply reply(InferenceRequest request, String text) {
        return Records.answer(text)
                .setRequestId(request.getRequestId())
                .setTenant(request.getTenant())
                .build();
    }

    String url() {
        return "http://127.0.0.1:" + gateway.port();
    }

    /** Starts a request, where operators are if it is about operating; {@code key} may be empty. */
    HttpRequest.Builder request(String key, String path) {
        return request(key, path.startsWith("/operate") ? gateway.operatorsPort() : gateway.port(), path);
    }

    HttpRequest.Builder request(String key, int port, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String key, String path) {
        return send(request(key, path));
    }

    HttpResponse<String> post(String key, String path, String body, String... headers) {
        HttpRequest.Builder request = request(key, path).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> delete(String key, String path) {
        return send(request(key, path).DELETE());
    }

    /** Uploads a file for a batch. */
    HttpResponse<String> upload(String key, String name, String content, String... headers) {
        String body = "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n" + content
                + "\r\n--limit\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--limit--\r\n";
        HttpRequest.Builder request = request(key, "/v1/files")
                .header("content-type", "multipart/form-data; boundary=limit")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    @Override
    public void close() {
        gateway.close();
        client.close();
    }
}
