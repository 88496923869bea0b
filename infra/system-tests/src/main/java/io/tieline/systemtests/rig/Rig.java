package io.tieline.systemtests.rig;

import io.tieline.schemas.AvroSerdes;
import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.Part;
import io.tieline.testing.history.Event;
import io.tieline.testing.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run on a backend: load, what is seen from outside, and the history of both. Faults are told to it by those who make
 * them. Safe for use by several threads.
 */
public final class Rig implements AutoCloseable {
    private static final String BY = "harness";
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int AFTERMATH = 30;
    private static final Duration WORKERS_PATIENCE = Duration.ofSeconds(90);

    private final Backend backend;
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final HistoryWriter history;
    private final SimulatorAdmin simulator;
    private final Load load;
    private final Canaries canaries;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Set<String> repliedEarly = ConcurrentHashMap.newKeySet();
    private final Map<String, Event.HealthWord> words = new ConcurrentHashMap<>();
    private final Map<String, Instant> workers = new ConcurrentHashMap<>();
    private final Set<String> convicted = ConcurrentHashMap.newKeySet();
    private final Queue<Event.ReplySeen> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Event.PublishFailed> unpublished = new ConcurrentLinkedQueue<>();
    private final Set<String> excused = ConcurrentHashMap.newKeySet();
    private final Set<String> parked = ConcurrentHashMap.newKeySet();
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ofOthers = new AtomicInteger();
    private final AskedTwice askedTwice;
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> callsByRequest = new ConcurrentHashMap<>();

    /**
     * Starts to watch.
     *
     * @param file where the history is written, not there yet
     */
    public Rig(Backend backend, AvroSerdes serdes, Path file) throws IOException, InterruptedException {
        this.backend = backend;
        askedTwice = new AskedTwice(Stream.concat(Stream.of(backend.gateway()), backend.brokers().stream())
                .map(Part::name)
                .collect(Collectors.toSet()));
        canaries = new Canaries(backend);
        history = new HistoryWriter(file);
        closing.push(history::close);
        simulator = new SimulatorAdmin(backend.simulatorAdmin());
        closing.push(simulator::close);
        load = new Load(backend.kafka(), serdes, canaries.text(), this::record);
        closing.push(load::close);
        closing.push(new TopicRecorder(backend.kafka(), serdes, this::record)::close);
        closing.push(new CommitRecorder(backend.kafka(), this::record)::close);
        closing.push(new CallRecorder(simulator, this::record)::close);
    }

    private void record(Event event) {
        history.write(event);
        switch (event) {
            case Event.Acknowledged acknowledged -> opened(acknowledged.id());
            case Event.ReplySeen reply -> {
                answered(reply.id());
                parked.remove(reply.id());
                if (reply.status() != Event.Status.COMPLETED) {
                    failures.add(reply);
                }
            }
            case Event.HealthWord word -> heard(word);
            case Event.AttemptSeen attempt -> workers.put(attempt.worker(), attempt.at());
            case Event.ProviderCall call -> callsByRequest.merge(call.requestId(), 1, Integer::sum);
            case Event.DeadLetterSeen letter -> dead.add(letter.id());
            case Event.ParkedSeen one -> parked.add(one.id());
            case Event.Published published -> published(published);
            case Event.PublishFailed failed -> unpublished.add(failed);
            case Event.FaultBegan fault -> askedTwice.began(fault);
            case Event.FaultEnded fault -> askedTwice.ended(fault);
            case Event.PhaseBegan _, Event.Searched _, Event.Canary _, Event.CommittedOffset _, Event.Quiet _ -> {}
        }
    }

    private void published(Event.Published published) {
        if (TopicRecorder.isBy(published)) {
            ofOthers.incrementAndGet();
            askedTwice.published(published.requestHash(), published.at());
        }
    }

    private void heard(Event.HealthWord word) {
        Event.HealthWord before = words.put(word.endpoint(), word);
        // A relapse is no news: who is on his way back from an earlier scenario goes down again at the first failure.
        if (word.state() == Event.State.DOWN
                && before != null
                && !before.state().isOut()
                && before.state() != Event.State.RECOVERING) {
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
        record(new Event.FaultBegan(Instant.now(), BY, name, part));
    }

    /** To be told when a fault is undone. */
    public void faultEnds(String name, String part) {
        record(new Event.FaultEnded(Instant.now(), BY, name, part));
    }

    /** What is published from now on belongs to this phase. */
    public void phase(String name) {
        history.write(new Event.PhaseBegan(Instant.now(), BY, name));
    }

    /** What the health table says of an endpoint; well while it has said nothing. */
    public Event.State state(String endpoint) {
        return word(endpoint).map(Event.HealthWord::state).orElse(Event.State.HEALTHY);
    }

    /** The last that the health table said of an endpoint since the start. */
    public Optional<Event.HealthWord> word(String endpoint) {
        return Optional.ofNullable(words.get(endpoint));
    }

    /** Requests without a reply that were parked once at least. */
    public int parked() {
        return parked.size();
    }

    /** Whether there is a dead letter of each. */
    public boolean areDead(Collection<String> ids) {
        return dead.containsAll(ids);
    }

    /** Requests that others than the load have published, such as a gateway: seen in the lanes. */
    public int ofOthers() {
        return ofOthers.get();
    }

    /** Which of these ask what another of them has asked. */
    AskedTwice askedTwice() {
        return askedTwice;
    }

    /** Endpoints that were found to be down since the start, having been well. */
    public List<String> convicted() {
        return convicted.stream().sorted().toList();
    }

    /** From now on this request may be answered otherwise than well: a fault was for it alone. */
    public void excuse(String requestId) {
        excused.add(requestId);
    }

    /** Something that was seen, for people to read. */
    void note(String text) {
        notes.add(text);
    }

    /** What else was seen, for people to read. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Says what was answered otherwise than well, or couldn't be published; empty where all went well. */
    public Optional<String> failures() {
        List<Event.ReplySeen> others =
                failures.stream().filter(each -> !excused.contains(each.id())).toList();
        if (!others.isEmpty()) {
            return Optional.of(others.size() + " requests failed, such as " + others.getFirst());
        }
        return unpublished.isEmpty()
                ? Optional.empty()
                : Optional.of(unpublished.size() + " requests could not be published, such as " + unpublished.peek());
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

    /** A question to a part, which may be away. */
    public interface Question {
        /** Whether what it says is so; what it can't say isn't. */
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * Waits until a part says that something is so.
     *
     * @throws IllegalStateException if it doesn't in time
     */
    public void awaitAnswer(String what, Duration patience, Question question) throws InterruptedException {
        await(what, patience, () -> {
            try {
                return question.holds();
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    /**
     * Waits until every dispatcher has made a call since the start, which needs a load.
     *
     * @throws IllegalStateException if one doesn't in time
     */
    public void awaitWorkers() throws InterruptedException {
        List<String> all = backend.dispatchers().stream().map(Part::name).toList();
        await(
                "calls by each of " + all,
                WORKERS_PATIENCE,
                () -> workers.keySet().containsAll(all));
    }

    /**
     * Waits until a dispatcher tells of a call after a time, which needs a load.
     *
     * @throws IllegalStateException if it doesn't in time
     */
    public void awaitCallOf(Part dispatcher, Instant since) throws InterruptedException {
        String name = dispatcher.name();
        await(
                "a call of " + name,
                WORKERS_PATIENCE,
                () -> workers.getOrDefault(name, Instant.EPOCH).isAfter(since));
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

    /**
     * Has a few more requests answered by everybody, in all partitions: the next transaction of a producer shows what an
     * earlier one has left open.
     *
     * @param wait how long before that
     */
    public void lookOn(Duration wait) throws InterruptedException {
        Thread.sleep(wait);
        for (int i = 0; i < AFTERMATH; i++) {
            load.publish(Kind.USUAL);
            load.publish(Kind.USUAL.interactive());
        }
    }

    /** Writes down what there is to be seen when all is over. To be called once, after {@link #drain}. */
    public void quiet() throws IOException, InterruptedException {
        Commits.read(backend.kafka())
                .forEach(commit ->
                        history.write(new Event.CommittedOffset(Instant.now(), BY, commit.group(), commit.place())));
        canaries.search(this::record);
        history.write(new Event.Quiet(Instant.now(), BY));
    }

    /** Partitions of lanes of which finished requests are committed past an unfinished one: their commits have offset maps. */
    public int offsetMaps() throws InterruptedException {
        return (int) Commits.read(backend.kafka()).stream()
                .filter(commit -> !commit.map().isEmpty())
                .count();
    }

    /**
     * Ends the watch; the history is whole then.
     *
     * @throws IllegalStateException if it isn't, as somebody couldn't tell all
     */
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        while (!closing.isEmpty()) {
            try {
                closing.pop().run();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("the watch has missed something: " + failures, failures.getFirst());
        }
    }
}
