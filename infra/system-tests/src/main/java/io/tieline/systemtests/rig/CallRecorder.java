package io.tieline.systemtests.rig;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.dev.DemoModels;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.testing.history.Event;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Tells what the simulated providers logged, from its start on, in a thread of its own. */
final class CallRecorder implements AutoCloseable {
    private static final String BY = "providers";
    /** Faults with which an answer is whole. */
    private static final Set<String> HARMLESS = Set.of("none", "slow");

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final SimulatorAdmin admin;
    private final Consumer<Event> events;
    private final Catalogue catalogue = DemoModels.catalogue(id -> URI.create("http://127.0.0.1"));
    private final Thread thread;
    private long seen;
    private volatile boolean closing;

    CallRecorder(SimulatorAdmin admin, Consumer<Event> events) throws IOException, InterruptedException {
        this.admin = admin;
        this.events = events;
        seen = admin.calls(0).stream()
                .mapToLong(call -> call.get("seq").asLong())
                .max()
                .orElse(0);
        thread = Thread.ofVirtual().name("call-recorder").start(this::follow);
    }

    private void follow() {
        try {
            while (!closing) {
                read();
                Thread.sleep(LOOK_EVERY);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the simulated providers don't tell their calls", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void read() throws IOException, InterruptedException {
        for (JsonNode call : admin.calls(seen)) {
            seen = Math.max(seen, call.get("seq").asLong());
            events.accept(event(call));
        }
    }

    private Event event(JsonNode call) {
        Endpoint endpoint = catalogue.endpoint(call.get("endpoint").asText()).orElseThrow();
        int status = call.get("status").asInt();
        int input = call.get("inputTokens").asInt();
        int output = call.get("outputTokens").asInt();
        boolean ok = status == 200 && HARMLESS.contains(call.get("fault").asText("none"));
        boolean left = ok && !call.get("fullyWritten").asBoolean();
        Instant end = Instant.parse(call.get("end").asText());
        return new Event.ProviderCall(
                end,
                BY,
                call.get("seq").asText(),
                call.get("requestId").asText(""),
                endpoint.id(),
                Objects.requireNonNullElse(endpoint.jurisdiction(), "unknown"),
                Instant.parse(call.get("start").asText()),
                end,
                left ? Event.CallEnd.CALLER_LEFT : ok ? Event.CallEnd.OK : Event.CallEnd.ERROR,
                status,
                call.get("billed").asBoolean(),
                endpoint.price().microUsd(input, call.get("cachedTokens").asInt(), output),
                (long) input + output,
                false);
    }

    /** Reads what came last, and ends. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
            read();
        } catch (IOException e) {
            throw new IllegalStateException("the simulated providers don't tell their last calls", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
