package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.attempts.TimeKeeper;
import io.tieline.dispatcher.budget.Budgets;
import io.tieline.dispatcher.limits.HedgeBudget;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.dispatcher.resilience.CallsUnderWay;
import io.tieline.dispatcher.resilience.FleetHealth;
import io.tieline.dispatcher.resilience.GuardConfig;
import io.tieline.dispatcher.resilience.Guards;
import io.tieline.dispatcher.window.Flight;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Lease.Arrived;
import io.tieline.dispatcher.window.Position;
import io.tieline.files.ClaimCheck;
import io.tieline.files.MemoryFiles;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Lane;
import io.tieline.routing.Price;
import io.tieline.routing.Route;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.AvroSerdes;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A record that nobody can read while the registry is away, in a window that it blocks. */
class RegistryAwayTest {
    private final Lease lease = new Lease(new TopicPartition("lane", 0), new Position(0, ""));
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void shouldWaitForTheRegistryEvenIfItIsAskedToMakeWay() {
        // Given
        Dispatch dispatch = dispatch(record -> {
            looks.incrementAndGet();
            return new Reading.Unknown("the registry is away");
        });
        Flight flight = ((Arrived.Run) lease.arrive(0, 10)).flight();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            flight.runsOn(Thread.currentThread());
            try {
                dispatch.handle(new ConsumerRecord<>("lane", 0, 0, new byte[0], new byte[0]), Bench.seat(flight));
            } catch (InterruptedException e) {
                end.complete(e);
            }
        });
        Awaitility.await().until(() -> looks.get() > 0);

        // When
        flight.divert();
        Awaitility.await().until(() -> looks.get() > 2);

        // Then
        assertThat(end).isNotDone();
        lease.close();
        assertThat(end).succeedsWithin(Duration.ofSeconds(5)).isInstanceOf(InterruptedException.class);
    }

    private static Dispatch dispatch(RecordReader reader) {
        Endpoint endpoint = Endpoint.of(
                "acme/one",
                "acme",
                "one",
                WireFormat.OPENAI_CHAT,
                URI.create("http://127.0.0.1:1"),
                new Price(BigDecimal.ZERO, BigDecimal.ZERO));
        Catalogue catalogue = new Catalogue(List.of(endpoint), List.of(new Route("route", List.of("acme/one"))));
        AvroSerdes serdes = AvroSerdes.connect(URI.create("http://127.0.0.1:1"));
        var producer = new MockProducer<>(
                true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        return new Dispatch(
                Lane.BATCH,
                reader,
                () -> new RequestRules(catalogue, new ReplyPolicy(null), 1_000, Map.of()),
                new Dispatch.Tools(
                        serdes,
                        Guards.alone(catalogue, GuardConfig.DEFAULTS, Clock.systemUTC()),
                        new FakeProviderCaller(),
                        new Contents(new ClaimCheck(new MemoryFiles(Clock.systemUTC())), 1_000),
                        new AttemptPublisher(producer, serdes, TimeKeeper.none()),
                        new Recalls(),
                        new FakePins(),
                        Clock.systemUTC()::instant,
                        new CallsUnderWay(new FleetHealth(System::nanoTime)),
                        new Budgets("worker", () -> 1),
                        new HedgeBudget(),
                        "worker",
                        1));
    }
}
