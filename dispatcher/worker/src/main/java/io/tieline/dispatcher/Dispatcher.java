package io.tieline.dispatcher;

import static io.tieline.routing.Lane.BATCH;
import static io.tieline.routing.Lane.INTERACTIVE;
import static io.tieline.routing.Lane.PARKED;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.budget.Budgets;
import io.tieline.dispatcher.catalogue.CatalogueSource;
import io.tieline.dispatcher.dispatch.Contents;
import io.tieline.dispatcher.dispatch.Dispatch;
import io.tieline.dispatcher.dispatch.Recalls;
import io.tieline.dispatcher.dispatch.RecordReader;
import io.tieline.dispatcher.dispatch.ReplyPolicy;
import io.tieline.dispatcher.dispatch.RequestRules;
import io.tieline.dispatcher.limits.HedgeBudget;
import io.tieline.dispatcher.provider.ProviderCaller;
import io.tieline.dispatcher.resilience.CallsUnderWay;
import io.tieline.dispatcher.resilience.FleetHealth;
import io.tieline.dispatcher.resilience.Guards;
import io.tieline.dispatcher.resilience.ProbeLeave;
import io.tieline.dispatcher.resilience.SharedLimits;
import io.tieline.files.ClaimCheck;
import io.tieline.files.FileStore;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dispatcher: works on every lane until it is closed. Closing lets calls finish for the configured grace; what is
 * left goes to the other dispatchers. Safe for use by several threads.
 */
public final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final List<Lane> lanes = new ArrayList<>();

    /** How to close what the lanes share, the youngest first. */
    private final Deque<Runnable> opened = new ArrayDeque<>();

    /** What it works with and doesn't own. */
    record Outside(KafkaClients clients, AvroSerdes serdes, ProviderCaller caller, FileStore files) {}

    /**
     * Starts working, and takes over what changes in the catalogue: each request goes by one catalogue from its beginning
     * to its end.
     *
     * @param kafka where Kafka is
     * @param serdes warmed up; stays the caller's to close
     * @param caller stays the caller's to close
     * @param files where large requests have left their contents; stays the caller's to close
     * @throws IllegalStateException if a topic is missing, with what to do about it; nothing is left running then
     */
    public Dispatcher(
            DispatcherConfig config,
            CatalogueSource catalogue,
            KafkaConnection kafka,
            AvroSerdes serdes,
            ProviderCaller caller,
            FileStore files) {
        this(config, catalogue, new Outside(new KafkaClients(kafka), serdes, caller, files));
    }

    Dispatcher(DispatcherConfig config, CatalogueSource source, Outside outside) {
        try {
            start(config, source, outside);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        // What has failed must not take more: nobody would settle it.
        var _ = failure.thenRun(() -> lanes.forEach(Lane::stop));
        LOG.atInfo().addKeyValue("worker", config.workerId()).log("dispatcher started");
    }

    private void start(DispatcherConfig config, CatalogueSource source, Outside outside) {
        KafkaClients clients = outside.clients();
        AvroSerdes serdes = outside.serdes();
        ProviderCaller caller = outside.caller();
        ReplyPolicy replies = new ReplyPolicy(config.replyTopics());
        KafkaFacts facts = opened(new KafkaFacts(clients.admin(), neededTopics(replies)), KafkaFacts::close);
        AtomicReference<RequestRules> rules = new AtomicReference<>(new RequestRules(
                source.first(),
                replies,
                config.limits().requestBytes().bytes(),
                facts.partitions(neededTopics(replies))));
        FleetHealth fleet = new FleetHealth(System::nanoTime);
        KafkaTime time = new KafkaTime(Clock.systemUTC());
        AttemptPublisher attempts =
                opened(new AttemptPublisher(clients.attempts(), serdes, time), AttemptPublisher::close);
        ProbeLeave leave = new ProbeLeave(fleet, config.workerId(), attempts::publish);
        Guards guards =
                new Guards(source.first(), config.breakers(), time, fleet, leave, Optional.of(config.workerId()));
        caller.onRateLimits(guards::told);
        opened(new HealthTable(clients.reader(), serdes, fleet), HealthTable::close);
        Dispatch.Tools tools = tools(config, outside, guards, attempts, fleet, time);
        dispatches(serdes, rules::get, tools)
                .forEach((topic, dispatch) -> lanes.add(new Lane(
                        topic,
                        config,
                        clients,
                        partitions -> facts.committed(config.groupOf(topic), partitions),
                        dispatch,
                        () -> !guards.anyAdmitted(time.instant()),
                        this::fail)));
        opened.push(source.follow(next -> {
            caller.learn(next.endpoints());
            guards.use(next);
            rules.updateAndGet(before -> before.with(next));
        }));
    }

    /** What requests need on their way; what follows a topic has read it when this returns. */
    private Dispatch.Tools tools(
            DispatcherConfig config,
            Outside outside,
            Guards guards,
            AttemptPublisher attempts,
            FleetHealth fleet,
            KafkaTime time) {
        KafkaClients clients = outside.clients();
        AvroSerdes serdes = outside.serdes();
        SharedLimits limits = guards.sharedLimits();
        opened(
                new WorkerLoads(clients.reader(), serdes, limits, attempts, config.workerId(), time),
                WorkerLoads::close);
        Budgets budgets = new Budgets(config.workerId(), limits::liveWorkers);
        opened(new SpendTable(clients.reader(), serdes, budgets, time), SpendTable::close);
        Recalls recalls = new Recalls();
        opened(new CancellationView(clients.reader(), recalls), CancellationView::close);
        return new Dispatch.Tools(
                serdes,
                guards,
                outside.caller(),
                new Contents(
                        new ClaimCheck(outside.files()),
                        Contents.share(Runtime.getRuntime().maxMemory())),
                attempts,
                recalls,
                opened(new JobPinTable(clients.reader(), serdes, attempts, time), JobPinTable::close),
                time,
                opened(new CallsUnderWay(fleet), CallsUnderWay::close),
                budgets,
                new HedgeBudget(),
                config.workerId(),
                config.maxAttempts());
    }

    private <T> T opened(T resource, Consumer<T> close) {
        opened.push(() -> close.accept(resource));
        return resource;
    }

    private static Map<String, Dispatch> dispatches(
            AvroSerdes serdes, Supplier<RequestRules> rules, Dispatch.Tools tools) {
        return Map.of(
                Topics.REQUESTS_INTERACTIVE.name(),
                new Dispatch(INTERACTIVE, RecordReader.requests(serdes, Topics.REQUESTS_INTERACTIVE), rules, tools),
                Topics.REQUESTS_BATCH.name(),
                new Dispatch(BATCH, RecordReader.requests(serdes, Topics.REQUESTS_BATCH), rules, tools),
                Topics.REQUESTS_PARKED.name(),
                new Dispatch(PARKED, RecordReader.parked(serdes, Topics.REQUESTS_PARKED), rules, tools));
    }

    /** Completes when a defect, or a condition that trying again can't mend, keeps the dispatcher from going on. */
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    /** Whether it takes requests on every lane, as soon as there are any for it: false before it has joined and when it stops. */
    public boolean isReady() {
        return !failure.isDone() && lanes.stream().allMatch(Lane::isTaking);
    }

    private void fail(Throwable cause) {
        if (failure.complete(cause)) {
            LOG.atError().setCause(cause).log("the dispatcher can't go on");
        }
    }

    private static Set<String> neededTopics(ReplyPolicy replies) {
        return Stream.concat(Topics.ALL.stream().map(Topic::name), replies.all().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        lanes.forEach(Lane::stop);
        try {
            for (Lane lane : lanes) {
                lane.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        opened.forEach(Runnable::run);
        LOG.atInfo().log("dispatcher stopped");
    }
}
