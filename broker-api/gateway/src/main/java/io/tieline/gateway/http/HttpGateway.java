package io.tieline.gateway.http;

import io.tieline.gateway.config.GatewayConfig;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Listens to callers, and to operators at a port of their own. Thread-safe. */
public final class HttpGateway implements AutoCloseable {
    /** Each goes through whole topics: few enough to leave the callers their gateway. */
    private static final int READINGS = 2;

    private final Listener callers;
    private final @Nullable Listener operators;

    /**
     * Starts listening.
     *
     * @throws IllegalStateException if it can't listen there
     */
    public HttpGateway(GatewayConfig config, HttpParts parts) {
        BodyRoom room = BodyRoom.ofHeap(config.longestBody().bytes());
        callers = new Listener(config.listen(), endpoints(config, parts, room), config, parts, room);
        try {
            operators = config.operators() == null
                    ? null
                    : new Listener(config.operators(), operating(parts), config, parts, room);
        } catch (RuntimeException e) {
            callers.close();
            throw e;
        }
    }

    private static List<Endpoint> operating(HttpParts parts) {
        Room readings = new Room(READINGS);
        return Stream.of(
                        new OperatorPaths(parts).endpoints(),
                        new ReplayPaths(parts, readings).endpoints(),
                        new LetterPaths(parts, readings).endpoints(),
                        new DependencyPaths(parts, readings).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Endpoint> endpoints(GatewayConfig config, HttpParts parts, BodyRoom room) {
        Models models = new Models(parts.catalogue());
        Calls calls = new Calls(parts.broker(), models, config.answerWithin(), parts.clock());
        Events events = new Events(parts.signOfLife());
        Inputs inputs = new Inputs(parts.files(), models);
        Uploads uploads = new Uploads(parts, config.longestFile().bytes());
        return Stream.of(
                        new OpenAiPaths(calls, models, events).endpoints(),
                        new FilePaths(parts.files(), uploads).endpoints(),
                        new OpenAiBatchPaths(parts.jobs(), inputs, parts.clock()).endpoints(),
                        new AnthropicPaths(calls, events).endpoints(),
                        new MessageBatchPaths(parts, room, config).endpoints(),
                        new OwnPaths(calls, parts, config.answerWithin()).endpoints(),
                        new JobPaths(parts, inputs).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    /** Where callers reach it. */
    public int port() {
        return callers.port();
    }

    /** Where operators reach it; 0 where they don't. */
    public int operatorsPort() {
        return operators == null ? 0 : operators.port();
    }

    @Override
    public void close() {
        callers.close();
        if (operators != null) {
            operators.close();
        }
    }
}
