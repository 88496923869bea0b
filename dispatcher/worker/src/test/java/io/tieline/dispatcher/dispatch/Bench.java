package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.RegistryStub;
import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.attempts.TimeKeeper;
import io.tieline.dispatcher.budget.Budgets;
import io.tieline.dispatcher.intake.IntakeLimits;
import io.tieline.dispatcher.intake.Load;
import io.tieline.dispatcher.intake.Seat;
import io.tieline.dispatcher.limits.HedgeBudget;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.dispatcher.resilience.CallsUnderWay;
import io.tieline.dispatcher.resilience.FleetHealth;
import io.tieline.dispatcher.resilience.GuardConfig;
import io.tieline.dispatcher.resilience.Guards;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.dispatcher.window.Flight;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Lease.Arrived;
import io.tieline.dispatcher.window.Position;
import io.tieline.files.ClaimCheck;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Lane;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ParkedRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A whole dispatch with everything around it pretended: providers, registry, attempts topic. */
final class Bench implements AutoCloseable {
    static final long REQUEST_BYTES = 1_000;

    final RegistryStub registry = new RegistryStub();
    final AvroSerdes serdes = registry.serdes();
    final FakeProviderCaller caller = new FakeProviderCaller();
    final Recalls recalls = new Recalls();
    final FlakyFiles files = new FlakyFiles();
    final FakePins pins = new FakePins();
    final MockProducer<byte[], byte[]> attempts =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    final Lease lease = new Lease(new TopicPartition("lane", 2), new Position(0, ""));
    final Guards guards;
    final HedgeBudget hedges = new HedgeBudget();
    final Budgets budgets = new Budgets("w-1", () -> 1);

    private final CallsUnderWay calls = new CallsUnderWay(new FleetHealth(System::nanoTime));
    private final RequestRules rules;
    private final Dispatch.Tools tools;
    private long offset;

    /** Candidates {@code a} and {@code b} on a clock that stands still. */
    static Bench still(TestClock clock) {
        return new Bench(clock, clock, Endpoints.endpoint("a"), Endpoints.endpoint("b"));
    }

    /** Candidates in real time. */
    static Bench live(Endpoint... only) {
        return new Bench(Clock.systemUTC(), Clock.systemUTC()::instant, only);
    }

    Bench(Clock clock, Time time, Endpoint... endpoints) {
        this(clock, time, Endpoints.catalogueAmongOthers(endpoints));
    }

    Bench(Clock clock, Time time, Catalogue catalogue) {
        guards = Guards.alone(catalogue, GuardConfig.DEFAULTS, clock);
        rules = new RequestRules(catalogue, new ReplyPolicy(Map.of()), REQUEST_BYTES, Map.of(Topics.REPLIES.name(), 6));
        tools = new Dispatch.Tools(
                serdes,
                guards,
                caller,
                new Contents(new ClaimCheck(files), 1_000_000),
                new AttemptPublisher(attempts, serdes, TimeKeeper.none()),
                recalls,
                pins,
                time,
                calls,
                budgets,
                hedges,
                "w-1",
                5);
    }

    Settlement handle(InferenceRequest request) throws InterruptedException {
        byte[] value = serdes.encode(Topics.REQUESTS_BATCH, request);
        return handle(Requests.record(request.getRequestId(), value), flight());
    }

    Settlement handle(ConsumerRecord<byte[], byte[]> record, Flight flight) throws InterruptedException {
        return dispatch(RecordReader.requests(serdes, Topics.REQUESTS_BATCH)).handle(record, seat(flight));
    }

    /** Takes it as often as it is parked. */
    Settlement handleToItsEnd(InferenceRequest request) throws InterruptedException {
        Settlement settlement = handle(request);
        while (!isReply(settlement)) {
            settlement = handle(parked(settlement));
        }
        return settlement;
    }

    /** Takes a parked request from its topic again. */
    Settlement handle(ParkedRequest parked) throws InterruptedException {
        byte[] value = serdes.encode(Topics.REQUESTS_PARKED, parked);
        return new Dispatch(Lane.PARKED, RecordReader.parked(serdes, Topics.REQUESTS_PARKED), () -> rules, tools)
                .handle(Requests.record(parked.getRequest().getRequestId(), value), seat(flight()));
    }

    Dispatch dispatch(RecordReader reader) {
        return dispatch(Lane.BATCH, reader);
    }

    Dispatch dispatch(Lane lane, RecordReader reader) {
        return new Dispatch(lane, reader, () -> rules, tools);
    }

    /** The next record of a lane, as its intake sees it. */
    Flight flight() {
        return ((Arrived.Run) lease.arrive(offset++, 10)).flight();
    }

    /** A place in a lane that nobody else is in. */
    static Seat seat(Flight flight) {
        return seat(flight, () -> false);
    }

    /** The same where outcomes wait for Kafka at times. */
    static Seat seat(Flight flight, BooleanSupplier behind) {
        Load load = new Load(new IntakeLimits(1, 1_000, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        return new Seat(flight, load, behind);
    }

    Endpoint endpoint(String id) {
        return rules.catalogue().endpoints().stream()
                .filter(endpoint -> endpoint.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    boolean isReply(Settlement settlement) {
        return all(settlement, Topics.REPLIES).findAny().isPresent();
    }

    List<Attempt> attempts() {
        return attempts.history().stream()
                .map(record -> value(Topics.ATTEMPTS, record))
                .toList();
    }

    InferenceReply reply(Settlement settlement) {
        return all(settlement, Topics.REPLIES).findFirst().orElseThrow();
    }

    ParkedRequest parked(Settlement settlement) {
        return all(settlement, Topics.REQUESTS_PARKED).findFirst().orElseThrow();
    }

    List<DeadLetter> deadLetters(Settlement settlement) {
        return all(settlement, Topics.DEAD_LETTERS).toList();
    }

    private <V extends SpecificRecord> Stream<V> all(Settlement settlement, Topic<V> topic) {
        return settlement.records().stream()
                .filter(record -> record.topic().equals(topic.name()))
                .map(record -> value(topic, record));
    }

    private <V extends SpecificRecord> V value(Topic<V> topic, ProducerRecord<byte[], byte[]> record) {
        return ((Decoded.Value<V>) serdes.decode(topic, record.value())).value();
    }

    @Override
    public void close() {
        registry.close();
        calls.close();
        caller.close();
    }
}
