package io.tieline.dispatcher.provider;

import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.routing.Endpoint;
import io.tieline.routing.SecretRef;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BiConsumer;
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
    private final Function<SecretRef, Secret> source;
    private final Map<SecretRef, Secret> secrets = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor timer;
    private volatile BiConsumer<Endpoint, RateLimits> rateLimitListener = (_, _) -> {};

    /**
     * Gets ready to call these endpoints.
     *
     * @param secrets finds a key, or throws IllegalArgumentException; asked here and at {@link #learn} only
     * @param clock to understand dates that a provider names
     * @throws IllegalArgumentException if keys are missing; the message names all of them
     */
    public HttpProviderCaller(
            HttpCallerConfig config,
            Collection<Endpoint> endpoints,
            Function<SecretRef, Secret> secrets,
            InstantSource clock) {
        this.config = config;
        this.source = secrets;
        learn(endpoints);
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
            case HttpExchange.Result.Received(WireResponse response) -> {
                Instant now = clock.instant();
                RateLimitHeaders.of(response.headers(), now)
                        .ifPresent(limits -> rateLimitListener.accept(endpoint, limits));
                yield adapter.decode(call, response, now);
            }
            case HttpExchange.Result.Broken(CallResult.Failure failure) -> failure;
        };
    }

    @Override
    public void onRateLimits(BiConsumer<Endpoint, RateLimits> listener) {
        rateLimitListener = listener;
    }

    /** Cuts all connections. End the calls first: one that is under way fails as if its provider had cut it. */
    @Override
    public void close() {
        timer.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }

    /** Keys are looked up again, so that one that was exchanged counts from now on. */
    @Override
    public final void learn(Collection<Endpoint> endpoints) {
        Map<SecretRef, Secret> found = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            SecretRef auth = endpoint.auth();
            try {
                if (auth != null) {
                    found.put(auth, source.apply(auth));
                }
            } catch (IllegalArgumentException e) {
                wrong.add("endpoint '" + endpoint.id() + "', auth: " + e.getMessage());
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
        secrets.putAll(found);
    }

    private @Nullable Secret secretOf(Endpoint endpoint) {
        SecretRef auth = endpoint.auth();
        if (auth == null) {
            return null;
        }
        Secret secret = secrets.get(auth);
        if (secret == null) {
            throw new IllegalArgumentException(
                    "endpoint '" + endpoint.id() + "' has a key that this caller hasn't learnt");
        }
        return secret;
    }
}
