package io.tieline.dispatcher.provider;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Providers without a network: each endpoint plays its script, and an endpoint without one answers {@code ok}. Keeps the
 * promises of {@link ProviderCaller}, which the same contract test checks here as on the real one.
 */
public final class FakeProviderCaller implements ProviderCaller {
    /** What an endpoint does when it is called; many threads may call it at a time. */
    @FunctionalInterface
    public interface Script {
        CallResult play(Endpoint endpoint, InferenceRequest request, Duration limit) throws InterruptedException;
    }

    /** A call that was made, noted when it began. */
    public record Call(String endpointId, InferenceRequest request, Duration limit) {}

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    private volatile boolean closed;

    /** Lets an endpoint play a script from now on. */
    public FakeProviderCaller script(String endpointId, Script script) {
        scripts.put(endpointId, script);
        return this;
    }

    /** Lets an endpoint give these results in turn, and the last one for ever. */
    public FakeProviderCaller results(String endpointId, CallResult first, CallResult... more) {
        Iterator<CallResult> rest = List.of(more).iterator();
        return script(endpointId, new Script() {
            private CallResult next = first;

            @Override
            public synchronized CallResult play(Endpoint endpoint, InferenceRequest request, Duration limit) {
                CallResult result = next;
                next = rest.hasNext() ? rest.next() : next;
                return result;
            }
        });
    }

    /** Lets an endpoint never answer. */
    public FakeProviderCaller hang(String endpointId) {
        return script(endpointId, (_, _, limit) -> {
            new CountDownLatch(1).await(limit.toNanos(), TimeUnit.NANOSECONDS);
            return failure(ErrorCode.PROVIDER_TIMEOUT);
        });
    }

    /** A short answer that used 10 tokens and made 5. */
    public static CallResult.Answer answer(String text) {
        return new CallResult.Answer(text, "stop", new Usage(10L, 5L, false, 0L), 200);
    }

    /** A failure without details. */
    public static CallResult.Failure failure(ErrorCode code) {
        return new CallResult.Failure(code, "pretended", null, null, null, null);
    }

    /** All calls so far, in the order in which they began. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How often an endpoint was called. */
    public long calls(String endpointId) {
        return calls.stream()
                .filter(call -> call.endpointId().equals(endpointId))
                .count();
    }

    @Override
    public CallResult call(Endpoint endpoint, InferenceRequest request, Duration timeout, CutOff cutOff)
            throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("called after close");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before a call");
        }
        Duration limit = timeout.compareTo(endpoint.timeout()) < 0 ? timeout : endpoint.timeout();
        if (!limit.isPositive()) {
            return failure(ErrorCode.DEADLINE_EXCEEDED);
        }
        calls.add(new Call(endpoint.id(), request, limit));
        cutOff.aborts(Thread.currentThread()::interrupt);
        try {
            return scripts.getOrDefault(endpoint.id(), (_, _, _) -> answer("ok"))
                    .play(endpoint, request, limit);
        } catch (InterruptedException e) {
            if (cutOff.isCut()) {
                return failure(ErrorCode.PROVIDER_TIMEOUT);
            }
            throw e;
        } finally {
            cutOff.aborts(() -> {});
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
