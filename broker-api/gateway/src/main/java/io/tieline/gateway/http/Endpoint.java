package io.tieline.gateway.http;

import io.helidon.common.uri.UriEncoding;
import io.tieline.gateway.auth.Caller.Right;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be asked for.
 *
 * @param path such as <code>/v1/files/{id}</code>
 * @param right what a key must be good for; null: any will do
 * @param repeatable whether it may be asked again under an idempotency key; the body is read before the work begins then
 */
record Endpoint(String method, String path, @Nullable Right right, boolean repeatable, Handler handler) {
    /** Does what is asked. */
    @FunctionalInterface
    interface Handler {
        /**
         * Does it.
         *
         * @throws RefusedException with what the caller is told
         * @throws IOException if what is needed for it is away: nothing was done
         */
        Result handle(Exchange exchange) throws IOException, InterruptedException;
    }

    static Endpoint get(String path, Handler handler) {
        return new Endpoint("GET", path, Right.READ_OWN, false, handler);
    }

    static Endpoint post(String path, Handler handler) {
        return new Endpoint("POST", path, Right.SUBMIT, true, handler);
    }

    static Endpoint delete(String path, Handler handler) {
        return new Endpoint("DELETE", path, Right.SUBMIT, false, handler);
    }

    /** For operators; told twice, it does no more than told once. */
    static Endpoint operate(String method, String path, Handler handler) {
        return new Endpoint(method, path, Right.OPERATE, false, handler);
    }

    /** For operators, with a body: told twice it is done twice, but under an idempotency key. */
    static Endpoint order(String path, Handler handler) {
        return new Endpoint("POST", path, Right.OPERATE, true, handler);
    }

    /**
     * The parts of a path that are in braces, by their names; empty where it is another path.
     *
     * @param asked as it was sent: a name may have slashes in it that are encoded
     */
    Optional<Map<String, String>> match(String asked) {
        List<String> wanted = List.of(path.split("/", -1));
        List<String> given = List.of(asked.split("/", -1));
        if (wanted.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String part = wanted.get(i);
            if (part.startsWith("{") && !given.get(i).isEmpty()) {
                parameters.put(part.substring(1, part.length() - 1), UriEncoding.decodeUri(given.get(i)));
            } else if (!part.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
