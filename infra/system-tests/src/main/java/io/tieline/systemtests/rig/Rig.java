package io.tieline.systemtests.rig;

import io.tieline.schemas.AvroSerdes;
import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.Part;
import io.tieline.testing.history.Event;
import io.tieline.testing.history.HistoryWriter;
import io.tieline.testing.history.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One run on a backend: load, what is seen from outside, and the history of both. Faults are told to it by those who make
 * them. Safe for use by several threads.
 */
public final class Rig implements AutoCloseable {
    private static final String BY = "harness";
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final String GROUPS = "tieline-dispatcher";

    private final Backend backend;
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final HistoryWriter history;
    private final SimulatorAdmin simulator;
    private final Load load;
    private final Canaries canaries;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Set<String> repliedEarly = ConcurrentHashMap.newKeySet();
    private final Map<String, Event.HealthWord> words = new ConcurrentHashMap<>();
    private final Set<String> workers = ConcurrentHashMap.newKeySet();
    private final Set<String> convicted = ConcurrentHashMap.newKeySet();
    private final Queue<Event.ReplySeen> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> callsByRequest = new ConcurrentHashMap<>();

    /**
     * Starts to watch.
     *
     * @param file where the history is written, not there yet
     */
    public Rig(Backend backend, AvroSerdes serdes, Path file) throws IOException, InterruptedException {
        this.backend = backend;
        canaries = new Canaries(backend);
        history = new HistoryWriter(file);
        closing.push(history::close);
        simulator = new SimulatorAdmin(backend.simulatorAdmin());
        closing.push(simulator::close);
        load = new Load(backend.kafka(), serdes, canaries.text(), this::record);
        closing.push(load::close);
        closing.push(new TopicRecorder(backend.kafka(), serdes, this::record)::close);
        closing.push(new CallRecorder(simulator, this::record)::close);
    }

    private void record(Event event) {
        history.write(event);
        switch (event) {
            case Event.Acknowledged acknowledged -> opened(acknowledged.id());
            case Event.ReplySeen reply -> {
                answered(reply.id());
                if (reply.status() != Event.Status.COMPLETED) {
                    failures.add(reply);
                }
            }
            case Event.HealthWord word -> heard(word);
            case Event.AttemptSeen attempt -> workers.add(attempt.worker());
            case Event.ProviderCall call -> callsByRequest.merge(call.requestId(), 1, Integer::sum);
            case Event.Published _,
                    Event.PublishFailed _,
                    Event.DeadLetterSeen _,
                    Event.ParkedSeen _,
                    Event.FaultBegan _,
                    Event.FaultEnded _,
                    Event.PhaseBegan _,
                    Event.Searched _,
                    Event.Canary _,
                    Event.CommittedOffset _,
                    Event.Quiet _ -> {}
        }
    }

    private void heard(Event.HealthWord word) {
        Event.HealthWord before = words.put(word.endpoint(), word);
        if (word.state() == Event.State.DOWN
                && before != null
                && !before.state().isOut()) {
            convicted.add(word.endpoint());
        }
    }

    /** The reply may be seen before the acknowledgement. */
    private void opened(String id) {
        if (!repliedEarly.remove(id)) {
            open.add(id);
            if (repliedEarly.remove(id)) {
                open.remove(id);
            }
        }
    }

    private void answered(String id) {
        load.answered();
        if (!open.remove(id)) {
            repliedEarly.add(id);
            if (open.remove(id)) {
                repliedEarly.remove(id);
            }
        }
    }

    public Backend backend() {
        return backend;
    }

    public Load load() {
        return load;
    }

    public SimulatorAdmin simulator() {
        return simulator;
    }

    /** Acknowledged requests without a reply. */
    public int open() {
        return open.size();
    }

    /** Calls of all requests that the providers have logged. */
    public long calls() {
        return callsByRequest.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** To be told before a fault is made. */
    public void faultBegins(String name, String part) {
        history.write(new Event.FaultBegan(Instant.now(), BY, name, part));
    }

    /** To be told when a fault is undone. */
    public void faultEnds(String name, String part) {
        history.write(new Event.FaultEnded(Instant.now(), BY, name, part));
    }

    /** What is published from now on belongs to this phase. */
    public void phase(String name) {
        history.write(new Event.PhaseBegan(Instant.now(), BY, name));
    }

    /** What the health table says of an endpoint, or null while it has said nothing. */
    public Event.State state(String endpoint) {
        Event.HealthWord word = words.get(endpoint);
        return word == null ? Event.State.HEALTHY : word.state();
    }

    /** Endpoints that were found to be down since the start, having been well. */
    public List<String> convicted() {
        return convicted.stream().sorted().toList();
    }

    /** Requires that all that was answered was answered well. */
    public void requireNoFailures() {
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " requests failed, such as " + failures.peek());
        }
    }

    /**
     * Waits until the health table says so of an endpoint.
     *
     * @throws IllegalStateException if it doesn't in time
     */
    public void awaitState(String endpoint, Predicate<Event.State> wanted, Duration patience)
            throws InterruptedException {
        await(endpoint + " to be otherwise than " + state(endpoint), patience, () -> wanted.test(state(endpoint)));
    }

    /**
     * Waits for a condition.
     *
     * @throws IllegalStateException if it doesn't come about in time
     */
    public void await(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain for " + what + ", " + patience);
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    /**
     * Waits until every dispatcher has made a call since the start, which needs a load.
     *
     * @throws IllegalStateException if one doesn't in time
     */
    public void awaitWorkers() throws InterruptedException {
        List<String> all = backend.dispatchers().stream().map(Part::name).toList();
        await("calls by each of " + all, Duration.ofSeconds(90), () -> workers.containsAll(all));
    }

    /** Waits until every acknowledged request has its reply, or for so long; whether all have. */
    public boolean drain(Duration patience) throws InterruptedException {
        load.flush();
        long end = System.nanoTime() + patience.toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK_EVERY);
        }
        return open.isEmpty();
    }

    /** Writes down what there is to be seen when all is over. To be called once, after {@link #drain}. */
    public void quiet() throws IOException, InterruptedException {
        commits();
        canaries.search(this::record);
        history.write(new Event.Quiet(Instant.now(), BY));
    }

    private void commits() throws InterruptedException {
        try (Admin admin = Admin.create(backend.kafka().clientProperties(Map.of()))) {
            for (GroupListing group : admin.listGroups().all().get()) {
                if (group.groupId().startsWith(GROUPS)) {
                    admin.listConsumerGroupOffsets(group.groupId())
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .forEach((partition, offset) -> commit(group.groupId(), partition, offset));
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("can't read what is committed", e);
        }
    }

    private void commit(String group, TopicPartition partition, OffsetAndMetadata offset) {
        history.write(new Event.CommittedOffset(
                Instant.now(), BY, group, new Place(partition.topic(), partition.partition(), offset.offset())));
    }

    /** Ends the watch; the history is whole then. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
