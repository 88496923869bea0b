package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.catalogue.CatalogueSource;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.dispatcher.provider.ProviderCaller;
import io.tieline.dispatcher.resilience.GuardConfig;
import io.tieline.files.MemoryFiles;
import io.tieline.platform.DataSize;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.routing.Price;
import io.tieline.routing.Tenant;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.Messages;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ParkedRequest;
import io.tieline.schemas.avro.Role;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** One test's own corner of the shared platform: empty lanes, a group and request ids that no other test has. */
final class Scene implements AutoCloseable {
    static final String ROUTE = "summarize";
    static final String FIRST = "alpha/one";
    static final String SECOND = "beta/two";

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final AtomicInteger COUNT = new AtomicInteger();

    final TestPlatform platform = TestPlatform.shared();
    final String name = "scene-" + COUNT.incrementAndGet();
    final Tail<InferenceReply> replies;
    final Tail<Attempt> attempts;
    final Tail<DeadLetter> deadLetters;
    final Tail<ParkedRequest> parked;
    final MemoryFiles files = new MemoryFiles(InstantSource.system());
    private final List<Dispatcher> dispatchers = new ArrayList<>();

    Scene() {
        lanes().forEach(platform::empty);
        replies = new Tail<>(platform, Topics.REPLIES);
        attempts = new Tail<>(platform, Topics.ATTEMPTS);
        deadLetters = new Tail<>(platform, Topics.DEAD_LETTERS);
        parked = new Tail<>(platform, Topics.REQUESTS_PARKED);
    }

    static List<String> lanes() {
        return List.of(Topics.REQUESTS_INTERACTIVE.name(), Topics.REQUESTS_BATCH.name(), Topics.REQUESTS_PARKED.name());
    }

    static ConditionFactory await() {
        return Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE);
    }

    static Endpoint endpoint(String id) {
        String provider = id.substring(0, id.indexOf('/'));
        return Endpoint.of(
                        id,
                        provider,
                        id.substring(provider.length() + 1),
                        WireFormat.OPENAI_CHAT,
                        URI.create("http://127.0.0.1:1"),
                        new Price(BigDecimal.ONE, BigDecimal.TWO))
                .withLimits(new Limits(null, null, 10_000));
    }

    /** Ids of requests of this scene. */
    List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> name + "-" + i).toList();
    }

    InferenceRequest.Builder request(String id) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return InferenceRequest.newBuilder()
                .setRequestId(id)
                .setTenant("acme")
                .setRoute(ROUTE)
                .setMessages(List.of(Messages.text(Role.USER, "Say " + id)))
                .setCreatedAt(now)
                .setDeadline(now.plus(Duration.ofMinutes(5)));
    }

    void send(Topic<InferenceRequest> lane, Collection<String> ids) {
        ids.forEach(id -> send(lane, null, request(id).build()));
    }

    void send(Topic<InferenceRequest> lane, @Nullable Integer partition, InferenceRequest request) {
        send(lane, partition, request.getRequestId(), platform.serdes().encode(lane, request));
    }

    void send(Topic<?> lane, @Nullable Integer partition, @Nullable String key, byte @Nullable [] value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        var _ = platform.producer().send(new ProducerRecord<>(lane.name(), partition, keyBytes, value));
    }

    /** Name of the group of one lane. */
    String group(Topic<?> lane) {
        return name + "." + lane.name();
    }

    void sessionTimeout(Duration timeout) {
        lanes().forEach(lane -> platform.sessionTimeout(name + "." + lane, timeout));
    }

    /** Waits until each of these has a reply. */
    void awaitReplies(Collection<String> ids) {
        awaitReplies(ids, PATIENCE);
    }

    void awaitReplies(Collection<String> ids, Duration atMost) {
        await().atMost(atMost)
                .untilAsserted(() -> assertThat(replies.seen())
                        .extracting(InferenceReply::getRequestId)
                        .as("replies")
                        .containsAll(ids));
    }

    /** Looks at the whole log: each of these has one reply, and nobody else has any. */
    List<InferenceReply> assertOneReplyEach(Collection<String> ids) {
        List<InferenceReply> all = replies.all();
        assertThat(all)
                .extracting(InferenceReply::getRequestId)
                .as("all visible replies")
                .containsExactlyInAnyOrderElementsOf(ids);
        return all;
    }

    static InferenceReply replyTo(String id, List<InferenceReply> replies) {
        return replies.stream()
                .filter(reply -> reply.getRequestId().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no reply to " + id));
    }

    static long callsFor(FakeProviderCaller caller, String id) {
        return caller.calls().stream()
                .filter(call -> call.request().getRequestId().equals(id))
                .count();
    }

    Setup dispatcher(String worker, ProviderCaller caller) {
        return new Setup(worker, caller);
    }

    /** A dispatcher to be started. */
    final class Setup {
        private final String worker;
        private final ProviderCaller caller;
        private KafkaClients clients = new KafkaClients(platform.connection());
        private DispatcherConfig.Limits limits = new DispatcherConfig.Limits(0, null, null, 0);
        private GuardConfig breakers = GuardConfig.DEFAULTS;
        private Duration grace = Duration.ofSeconds(5);
        private Duration headPatience = Duration.ofSeconds(30);
        private Map<String, Set<String>> replyTopics = Map.of();
        private List<Tenant> tenants = List.of();
        private boolean amongOthers;
        private @Nullable CatalogueSource source;

        private Setup(String worker, ProviderCaller caller) {
            this.worker = worker;
            this.caller = caller;
        }

        Setup clients(KafkaClients other) {
            clients = other;
            return this;
        }

        Setup inFlight(int records) {
            limits = new DispatcherConfig.Limits(records, null, null, 0);
            return this;
        }

        Setup largestRequest(long bytes) {
            limits = new DispatcherConfig.Limits(0, null, new DataSize(bytes), 0);
            return this;
        }

        Setup breakers(GuardConfig config) {
            breakers = config;
            return this;
        }

        Setup grace(Duration time) {
            grace = time;
            return this;
        }

        Setup headPatience(Duration time) {
            headPatience = time;
            return this;
        }

        Setup replyTopics(String tenant, String... topics) {
            replyTopics = Map.of(tenant, Set.of(topics));
            return this;
        }

        /** Has these tenants and no others. */
        Setup tenants(Tenant... all) {
            tenants = List.of(all);
            return this;
        }

        /** Has an endpoint of another route that always works: an outage of the two is no outage of all. */
        Setup amongOthers() {
            amongOthers = true;
            return this;
        }

        /** Goes by this catalogue instead of the scene's own. */
        Setup catalogue(CatalogueSource other) {
            source = other;
            return this;
        }

        /** Starts it; the scene closes it unless the test did. */
        Dispatcher start() {
            DispatcherConfig config = new DispatcherConfig(
                    name + "-" + worker, name, limits, breakers, grace, headPatience, 0, replyTopics);
            Catalogue catalogue = amongOthers
                    ? Endpoints.catalogueAmongOthers(endpoint(FIRST), endpoint(SECOND))
                    : Endpoints.catalogue(endpoint(FIRST), endpoint(SECOND));
            Catalogue withTenants = new Catalogue(catalogue.endpoints(), catalogue.routes(), tenants);
            Dispatcher dispatcher = new Dispatcher(
                    config,
                    source == null ? CatalogueSource.fixed(withTenants) : source,
                    new Dispatcher.Outside(clients, platform.serdes(), caller, files));
            dispatchers.add(dispatcher);
            return dispatcher;
        }
    }

    @Override
    public void close() {
        dispatchers.reversed().forEach(Dispatcher::close);
        replies.close();
        attempts.close();
        deadLetters.close();
        parked.close();
    }
}
