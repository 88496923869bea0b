package io.tieline.bench.outage;

import io.tieline.bench.figures.Latencies;
import io.tieline.dev.ServiceProcess;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long it takes from the end of the call that tips the scales to the record of the health table, and to each
 * dispatcher. Calls to many endpoints that don't exist are reported as a dispatcher would; the usual load runs beside.
 */
public final class SteeringLatency {
    private static final int ENDPOINTS = 200;
    private static final int FAILURES = 8;
    private static final Duration STEP = Duration.ofMillis(250);
    /** What the end of a call brings about; probes are opened by time. */
    private static final Set<HealthState> FAILING = EnumSet.of(HealthState.SUSPECT, HealthState.DOWN);

    private static final String PREFIX = "bench/endpoint-";

    private final Fleet fleet;
    private final Map<Call, Instant> ended = new HashMap<>();

    /** All calls fail, so the number of calls that the evidence of a word consists of tells which one was the last. */
    private record Call(String endpointId, long number) {}

    private SteeringLatency(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Measures it and prints the figures. */
    public static void measure(Consumer<String> out) throws InterruptedException {
        try (Fleet fleet = Fleet.start()) {
            Load load = Load.start(fleet);
            SteeringLatency run = new SteeringLatency(fleet);
            run.fail();
            Thread.sleep(Duration.ofSeconds(2));
            run.print(out);
            out.accept(load.stop().inWords());
        }
    }

    /** One more endpoint begins to fail in every step, and each fails once in every step. */
    private void fail() throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(Map.of(ProducerConfig.LINGER_MS_CONFIG, 5));
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                fleet.stack().kafka().clientProperties(settings),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int step = 0; step < ENDPOINTS + FAILURES; step++) {
                for (int i = Math.max(0, step - FAILURES + 1); i <= Math.min(step, ENDPOINTS - 1); i++) {
                    report(producer, new Call(PREFIX + i, step - i + 1L));
                }
                Thread.sleep(STEP);
            }
        }
    }

    private void report(Producer<byte[], byte[]> producer, Call call) {
        Instant now = Instant.now();
        ended.put(call, now);
        Attempt attempt = Attempt.newBuilder()
                .setAttemptId(call.endpointId() + "-" + call.number())
                .setRequestId(call.endpointId() + "-" + call.number())
                .setTenant("bench")
                .setRoute("bench")
                .setNumber(1)
                .setEndpointId(call.endpointId())
                .setProvider("bench")
                .setModel("bench")
                .setWorkerId("bench-" + call.number() % 2)
                .setStartedAt(now.minusMillis(100))
                .setEndedAt(now)
                .setCode(ErrorCode.PROVIDER_SERVER_ERROR.wire())
                .setCostMicroUsd(0)
                .build();
        byte[] value = fleet.stack().serdes().serializer(Topics.ATTEMPTS).serialize(Topics.ATTEMPTS.name(), attempt);
        byte[] key = call.endpointId().getBytes(StandardCharsets.UTF_8);
        var _ = producer.send(new ProducerRecord<>(Topics.ATTEMPTS.name(), key, value));
    }

    private void print(Consumer<String> out) {
        List<Ledger.Word> words = fleet.ledger().words(Instant.EPOCH).stream()
                .filter(word -> FAILING.contains(word.state()) && ended.containsKey(call(word)))
                .filter(new FirstOfEpoch()::isNew)
                .toList();
        List<Duration> toTable =
                words.stream().map(word -> since(word, word.written())).toList();
        List<Duration> toDispatchers = new ArrayList<>();
        for (ServiceProcess dispatcher : fleet.dispatchers()) {
            toDispatchers.addAll(toDispatcher(dispatcher, words));
        }
        out.accept("%d changes of state by %d failing endpoints, %d cores"
                .formatted(words.size(), ENDPOINTS, Runtime.getRuntime().availableProcessors()));
        out.accept("from the end of a call to the table, ms:        " + quantiles(toTable));
        out.accept("from the end of a call to each dispatcher, ms:  " + quantiles(toDispatchers));
    }

    private List<Duration> toDispatcher(ServiceProcess dispatcher, List<Ledger.Word> words) {
        Map<String, Instant> heard = new HashMap<>();
        Knowledge.all(dispatcher.log())
                .forEach(line -> heard.putIfAbsent(line.endpointId() + '@' + line.epoch(), line.at()));
        List<Duration> times = new ArrayList<>();
        for (Ledger.Word word : words) {
            Instant at = heard.get(word.endpointId() + '@' + word.health().getEpoch());
            if (at == null) {
                throw new IllegalStateException(dispatcher.log().getFileName() + " never heard of epoch "
                        + word.health().getEpoch() + " of " + word.endpointId());
            }
            times.add(since(word, at));
        }
        return times;
    }

    /** Records come again as heartbeats; only the first of an epoch is news. */
    private static final class FirstOfEpoch {
        private final Map<String, Long> epochs = new HashMap<>();

        boolean isNew(Ledger.Word word) {
            Long before = epochs.put(word.endpointId(), word.health().getEpoch());
            return before == null || before < word.health().getEpoch();
        }
    }

    private static Call call(Ledger.Word word) {
        return new Call(word.endpointId(), word.health().getEvidence().getAttempts());
    }

    private Duration since(Ledger.Word word, Instant at) {
        return Duration.between(ended.getOrDefault(call(word), at), at);
    }

    private static String quantiles(List<Duration> times) {
        return "%s   (%d samples)".formatted(Latencies.of(times).inWords(), times.size());
    }
}
