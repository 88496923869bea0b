package io.tieline.replay.run;

import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Samples;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayOverrides;
import io.tieline.schemas.avro.ReplayState;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Replays on a real Kafka. Each test has requests of its own, named after it. */
abstract class ReplayScene {
    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final List<String> REPLY_TOPICS = List.of(Topics.REPLIES.name());
    static final NewReplay.Limits FAST = new NewReplay.Limits(400, Duration.ZERO, 1_000, 0.5, 20, 3);

    static TestBroker broker;
    static KafkaReplayDesk desk;
    final List<AutoCloseable> parts = new ArrayList<>();

    @BeforeAll
    static void start() throws ExecutionException, InterruptedException {
        broker = new TestBroker();
        desk = new KafkaReplayDesk(broker.connection(), broker.serdes(), REPLY_TOPICS, InstantSource.system());
    }

    @AfterAll
    static void stop() {
        desk.close();
        broker.close();
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
    }

    ReplayRunner runner(Function<String, Optional<ProviderHealth>> health, Consumer<Fault> faults) {
        ReplayRunner runner = ReplayRunner.start(new ReplayParts(
                broker.connection(),
                broker.serdes(),
                () -> Fleet.CATALOGUE,
                new Targets(health),
                REPLY_TOPICS,
                InstantSource.system(),
                faults));
        parts.add(runner);
        return runner;
    }

    ReplayRunner runner() {
        return runner(_ -> Optional.empty(), _ -> {});
    }

    static List<String> dead(String name, int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> name + "-" + i).toList();
        ids.forEach(id -> dead(Samples.request(id).setJobId(name)));
        broker.flush();
        return ids;
    }

    static void dead(InferenceRequest.Builder request) {
        InferenceRequest whole = request.build();
        broker.send(
                Topics.DEAD_LETTERS, whole.getRequestId(), Samples.letter(whole, "provider.server_error", Fleet.EU));
    }

    static NewReplay of(String name, ReplayOverrides overrides, NewReplay.Limits limits) {
        Filter filter = new Filter(
                null, null, Set.of(), Set.of(), Set.of("provider.*"), Set.of(), Set.of(name), Set.of(), null);
        return new NewReplay(
                new Selection(Source.DEAD_LETTERS, filter), overrides, null, false, limits, "ann", "an outage");
    }

    static Replay order(String name, NewReplay.Limits limits) throws IOException, InterruptedException {
        return desk.start(of(name, NewReplay.nothing(), limits));
    }

    static Replay awaitState(Replay ordered, ReplayState state) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> desk.find(ordered.getReplayId()),
                        found -> found.map(Replay::getState)
                                .filter(state::equals)
                                .isPresent())
                .orElseThrow();
    }

    static void awaitReplayed(Replay ordered, long count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> desk.find(ordered.getReplayId())
                        .filter(replay -> replay.getReplayed() >= count)
                        .isPresent());
    }

    static List<String> replied(String name) {
        return broker.all(Topics.REPLIES).stream()
                .map(InferenceReply::getRequestId)
                .filter(id -> id.startsWith(name + "-"))
                .toList();
    }

    static List<String> published(String name) {
        return broker.all(Topics.REQUESTS_BATCH).stream()
                .map(InferenceRequest::getRequestId)
                .filter(id -> id.startsWith(name + "-"))
                .toList();
    }
}
