package io.tieline.dispatcher.provider;

import io.tieline.routing.Endpoint;
import io.tieline.routing.SecretRef;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Calls providers over HTTP/1.1. One call is one POST: no retries, no redirects, no cookies, no proxies from the environment.
 *
 * <p>Blocks its thread, so call it from virtual ones: an interrupt reaches those at once, and others only at the call's end.
 * The limit of time is hard, but for the lookup of a name, which has the limits of the system's resolver.
 */
public final class HttpProviderCaller implements ProviderCaller {
    private final HttpCallerConfig config;
    private final Map<String, Optional<Secret>> secrets;
    private final InstantSource clock;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * Gets ready to call these endpoints.
     *
     * @param secrets finds a key, or throws IllegalArgumentException; asked here and never again
     * @param clock to understand dates that a provider names
     * @throws IllegalArgumentException if keys are missing or base URLs aren't usable; the message names all of them
     */
    public HttpProviderCaller(
            HttpCallerConfig config,
            Collection<Endpoint> endpoints,
            Function<SecretRef, Secret> secrets,
            InstantSource clock) {
        this.config = config;
        this.secrets = resolve(endpoints, secrets);
        this.clock = clock;
        this.client = HttpClients.of(config);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("tieline-call-timer").factory());
        // Nearly all calls end in time, and then nothing of them should stay in memory until that.
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public CallResult call(Endpoint endpoint, InferenceRequest request, Duration timeout, CutOff cutOff)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before a call");
        }
        Duration limit = timeout.compareTo(endpoint.timeout()) < 0 ? timeout : endpoint.timeout();
        if (!limit.isPositive()) {
            return new CallResult.Failure(
                    ErrorCode.DEADLINE_EXCEEDED, "no time was left for a call", null, null, null, null);
        }
        WireCall call = new WireCall(endpoint, request, secretOf(endpoint));
        WireAdapter adapter = WireAdapter.of(endpoint.format());
        HttpExchange exchange = new HttpExchange(client, config.maxBodyBytes(), adapter.encode(call));
        return switch (exchange.run(limit, timer, cutOff)) {
            case HttpExchange.Result.Received(WireResponse response) -> adapter.decode(call, response, clock.instant());
            case HttpExchange.Result.Broken(CallResult.Failure failure) -> failure;
        };
    }

    /** Cuts all connections. End the calls first: one that is under way fails as if its provider had cut it. */
    @Override
    public void close() {
        timer.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }

    private @Nullable Secret secretOf(Endpoint endpoint) {
        Optional<Secret> secret = secrets.get(endpoint.id());
        if (secret == null) {
            throw new IllegalArgumentException(
                    "endpoint '" + endpoint.id() + "' is not among those that this caller was made for");
        }
        return secret.orElse(null);
    }

    private static Map<String, Optional<Secret>> resolve(
            Collection<Endpoint> endpoints, Function<SecretRef, Secret> secrets) {
        Map<String, Optional<Secret>> found = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.baseUrl().getRawUserInfo() != null
                    || endpoint.baseUrl().getRawQuery() != null
                    || endpoint.baseUrl().getRawFragment() != null) {
                wrong.add("endpoint '" + endpoint.id() + "', base-url: only scheme, host, port and path are allowed");
            }
            try {
                found.put(endpoint.id(), Optional.ofNullable(endpoint.auth()).map(secrets));
            } catch (IllegalArgumentException e) {
                wrong.add("endpoint '" + endpoint.id() + "', auth: " + e.getMessage());
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
        return Map.copyOf(found);
    }
}
