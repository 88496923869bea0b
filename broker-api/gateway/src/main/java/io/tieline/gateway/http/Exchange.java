package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.tieline.client.Request;
import io.tieline.gateway.auth.Caller;
import io.tieline.gateway.idempotency.Turn;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A request and all that belongs to it. Used by one thread. */
final class Exchange {
    private static final String HOST = "[A-Za-z0-9.:\\[\\]_-]{1,255}";

    private static final int BUFFER = 16 * 1024;

    private final ServerRequest request;
    private final Api api;
    private final String id = Request.newId();
    private final Replies replies;
    private final BooleanSupplier hungUp;

    private @Nullable Turn turn;
    private boolean asked;
    private @Nullable Caller caller;
    private Map<String, String> parameters = Map.of();
    private byte @Nullable [] body;

    Exchange(ServerRequest request, Replies replies, BooleanSupplier hungUp) {
        this.request = request;
        this.api = Api.of(path(), header("anthropic-version").isPresent());
        this.replies = replies;
        this.hungUp = hungUp;
        replies.belongsTo("req_" + id);
    }

    Api api() {
        return api;
    }

    /** Unlike that of any other call. */
    String id() {
        return id;
    }

    /** Id of this call, as it is told to the caller. */
    String requestId() {
        return "req_" + id;
    }

    /** What the ids of all that is made for this request come from: the same each time that it is worked on. */
    String origin() {
        return turn == null ? id : turn.origin();
    }

    /** The same without hyphens, for ids of files and jobs. */
    String newId(String prefix) {
        return prefix + origin().replace("-", "");
    }

    /** The answer is kept for whoever asks again, so that it has to be whole. */
    void keep(Turn at) {
        turn = at;
    }

    boolean isKept() {
        return turn != null;
    }

    /** Id of the request that another gateway has submitted for this, if one has. */
    Optional<String> submitted() {
        return turn == null ? Optional.empty() : turn.submitted();
    }

    /** To be told as soon as Kafka has the request. */
    void tellSubmitted(String requestId) {
        if (turn != null) {
            turn.tell().accept(requestId);
        }
    }

    Caller caller() {
        return Objects.requireNonNull(caller, "asked for before the key was looked at");
    }

    String tenant() {
        return caller().tenant();
    }

    void from(Caller who) {
        caller = who;
    }

    void asks(Map<String, String> pathParameters) {
        parameters = Map.copyOf(pathParameters);
    }

    String method() {
        return request.prologue().method().text();
    }

    String path() {
        return request.path().rawPath();
    }

    /** A part of the path. */
    String parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    String queryText() {
        return request.query().rawValue();
    }

    Optional<String> query(String name) {
        return request.query().first(name).asOptional();
    }

    /** All values of a name of the query. */
    List<String> queries(String name) {
        return request.query().contains(name) ? request.query().all(name) : List.of();
    }

    Set<String> queryNames() {
        return request.query().names();
    }

    /** A whole number of the query. */
    int query(String name, int most, int otherwise) {
        String text = query(name).orElse(String.valueOf(otherwise));
        if (!text.matches("-?[0-9]{1,6}")) {
            throw refuse(new Flaw.WrongKind(name, "an integer", "a string"));
        }
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw refuse(new Flaw.TooSmall(name, "1", text));
        }
        if (number > most) {
            throw refuse(new Flaw.TooLarge(name, String.valueOf(most), text));
        }
        return number;
    }

    /** One of a few words of the query; the first of them where it names none. */
    String query(String name, List<String> allowed) {
        String text = query(name).orElse(allowed.getFirst());
        if (!allowed.contains(text)) {
            throw refuse(new Flaw.NotOneOf(name, allowed, text));
        }
        return text;
    }

    /** What the caller is told of something that he sent. */
    RefusedException refuse(Flaw flaw) {
        return new RefusedException(api.words().phrase(flaw));
    }

    Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    /** What follows the head, as it comes; read by at most one. */
    InputStream content(long mostBytes) {
        long declared = request.headers().contentLength().orElse(0);
        if (declared > mostBytes) {
            throw tooLarge(mostBytes);
        }
        asked = true;
        return new Incoming(request.content().inputStream(), mostBytes, () -> tooLarge(mostBytes));
    }

    private static RefusedException tooLarge(long mostBytes) {
        return new RefusedException(ApiError.of(
                Trouble.TOO_LARGE, "the body is longer than " + mostBytes + " bytes, the most that is taken"));
    }

    /** Reads the body, once, into the room that there is. */
    void readBody(long mostBytes, BodyRoom.Taken room) throws IOException {
        if (!request.content().hasEntity()) {
            body = new byte[0];
            return;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (InputStream content = content(mostBytes)) {
            byte[] part = new byte[BUFFER];
            for (int count = content.read(part); count >= 0; count = content.read(part)) {
                room.grow((long) whole.size() + count);
                whole.write(part, 0, count);
            }
        }
        body = whole.toByteArray();
    }

    /**
     * Passes over a body that nobody has begun to read, so that its sender reads the answer. The server would do so too, but as
     * slowly as it comes: whoever is told that his key is wrong would keep the connection.
     *
     * @throws CloseConnectionException if it takes too long
     */
    void passOver(Duration patience) {
        if (asked
                || !request.content().hasEntity()
                || request.content().consumed()
                || header("expect").isPresent()) {
            return;
        }
        long end = System.nanoTime() + patience.toNanos();
        byte[] part = new byte[BUFFER];
        try (InputStream rest = request.content().inputStream()) {
            while (rest.read(part) >= 0) {
                if (System.nanoTime() > end) {
                    throw new CloseConnectionException("a body that nobody reads doesn't end");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("a body that nobody reads breaks off", e);
        }
    }

    byte[] body() {
        return Objects.requireNonNull(body, "asked for before it was read");
    }

    ObjectNode json() {
        return Json.read(new String(body(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new RefusedException(api.notJson()));
    }

    /** This gateway as the caller has addressed it. */
    String addressed() {
        String scheme = header("x-forwarded-proto").filter("https"::equals).orElse("http");
        String host = header("host")
                .filter(name -> name.matches(HOST))
                .orElseGet(() ->
                        request.localPeer().host() + ":" + request.localPeer().port());
        return scheme + "://" + host;
    }

    /** Whether the caller has hung up, as far as can be told. */
    boolean isGone() {
        return hungUp.getAsBoolean();
    }

    Replies replies() {
        return replies;
    }
}
