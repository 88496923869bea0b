package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.RegistryStub;
import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Exclusion;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ParkedRequest;
import io.tieline.schemas.avro.ReplayMark;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomesTest {
    private static final ServedBy SERVED_BY =
            new ServedBy("a", "provider-of-a", "model-of-a", true, false, "model-of-a");
    private static final RegistryStub REGISTRY = new RegistryStub();
    private static final AvroSerdes SERDES = REGISTRY.serdes();
    private static final Endpoint ENDPOINT = Endpoints.endpoint("a");
    private static final Instant NOW = TestClock.START;
    private static final AttemptSummary ATTEMPT =
            new AttemptSummary(1, "a", "provider.overloaded", 529, "busy", NOW.minusSeconds(2), 1_500L, false);

    private static final ErrorCode CODE = ErrorCode.REQUEST_TOO_LARGE;
    private static final String HUGE = "x".repeat(100_000);

    private final Outcomes outcomes = new Outcomes(
            SERDES,
            new RequestRules(
                    Endpoints.catalogue(ENDPOINT),
                    new ReplyPolicy(Map.of("walled", Set.of("walled.b", "walled.a"))),
                    1_000,
                    Map.of("tieline.replies", 6, "walled.a", 3, "walled.b", 3)),
            new TestClock());

    @AfterAll
    static void stop() {
        REGISTRY.close();
    }

    @Test
    void shouldReplyWithTheAnswerAndWhoGaveIt() {
        // Given
        Taken taken = Requests.fresh(Requests.request().setJobId("j-1").build());
        Progress progress = new Progress(taken);
        progress.add(ATTEMPT, 12, false);
        progress.add(new AttemptSummary(2, "a", ErrorCode.OK, 200, null, NOW, 300L, false), 20, true);

        // When
        Settlement settlement = outcomes.completed(
                taken, progress, FakeProviderCaller.answer("hello"), SERVED_BY, List.of(new Exclusion("b", "is down")));

        // Then
        assertThat(settlement.records()).hasSize(1);
        ProducerRecord<byte[], byte[]> record = settlement.records().getFirst();
        assertThat(record.topic()).isEqualTo("tieline.replies");
        assertThat(record.partition()).isNull();
        assertThat(record.key()).isEqualTo("r-1".getBytes(StandardCharsets.UTF_8));
        assertTraced(record);
        InferenceReply reply = reply(settlement);
        assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(reply.getText()).isEqualTo("hello");
        assertThat(reply.getFinishReason()).isEqualTo("stop");
        assertThat(reply.getServedBy()).isEqualTo(SERVED_BY);
        assertThat(reply.getPassedOver()).containsExactly("b: is down");
        assertThat(reply.getCostEstimated()).isTrue();
        assertThat(reply.getUsage().getOutputTokens()).isEqualTo(5);
        assertThat(reply.getCostMicroUsd()).isEqualTo(32);
        assertThat(reply.getAttempts()).hasSize(2).first().isEqualTo(ATTEMPT);
        assertThat(reply.getError()).isNull();
        assertThat(reply.getTenant()).isEqualTo("acme");
        assertThat(reply.getJobId()).isEqualTo("j-1");
        assertThat(reply.getAttributes()).isEqualTo(Map.of("team", "search"));
        assertThat(reply.getCreatedAt()).isEqualTo(NOW);
        assertThat(reply.getFinishedAt()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"FAILED", "REJECTED", "EXPIRED", "CANCELLED"})
    void shouldWriteADeadLetterForWhatMayBeMendedAndReplayed(Outcome outcome) {
        // Given
        Taken taken = Requests.fresh(Requests.request().build());
        Decision.Finish finish = new Decision.Finish(outcome, ErrorCode.PROVIDER_UNKNOWN, "why");

        // When
        Settlement settlement =
                outcomes.ended(taken, new Progress(taken), finish, List.of(new Exclusion("a", "left alone")));

        // Then
        InferenceReply reply = reply(settlement);
        assertThat(reply.getOutcome()).isEqualTo(outcome);
        assertThat(reply.getError().getCode()).isEqualTo("provider.unknown");
        assertThat(reply.getError().getMessage()).isEqualTo("why");
        assertThat(reply.getError().getEvidence()).containsExactly("a: left alone");
        if (outcome == Outcome.FAILED || outcome == Outcome.REJECTED) {
            assertThat(settlement.records()).hasSize(2).allSatisfy(OutcomesTest::assertTraced);
            DeadLetter letter = deadLetter(settlement);
            assertThat(letter.getRequest()).isEqualTo(taken.request());
            assertThat(letter.getRaw()).isNull();
            assertThat(letter.getReply()).isEqualTo(reply);
            assertThat(letter.getSource()).isEqualTo(new SourcePosition("lane", 2, 7L));
            assertThat(letter.getDeadAt()).isEqualTo(NOW);
            assertThat(letter.getGeneration()).isZero();
        } else {
            assertThat(settlement.records()).hasSize(1);
        }
    }

    @Test
    void shouldSayOfWhichRequestItWasAReplay() {
        // Given
        ReplayMark mark = new ReplayMark("r-1", "replay-1", 3);
        Taken taken = Requests.fresh(
                Requests.request().setRequestId("r-1~3").setReplayOf(mark).build());
        Decision.Finish finish = new Decision.Finish(Outcome.FAILED, ErrorCode.PROVIDER_UNKNOWN, "why");

        // When
        Settlement failed = outcomes.ended(taken, new Progress(taken), finish, List.of());
        Settlement answered = outcomes.completed(
                taken, new Progress(taken), FakeProviderCaller.answer("hello"), SERVED_BY, List.of());

        // Then
        assertThat(reply(failed).getReplayOf()).isEqualTo(mark);
        assertThat(reply(answered).getReplayOf()).isEqualTo(mark);
        assertThat(deadLetter(failed).getGeneration()).isEqualTo(3);
        assertThat(deadLetter(new Settlement(failed.smaller().get(), List::of)).getGeneration())
                .isEqualTo(3);
    }

    @ParameterizedTest(name = "tenant {0} wants {1} {2}: gets {3} {4}")
    @CsvSource({
        "acme,                  ,   , tieline.replies,  ",
        "acme,   tieline.replies,   , tieline.replies,  ",
        "acme,   tieline.replies, 5 , tieline.replies, 5",
        "acme,   tieline.replies, 6 , tieline.replies,  ",
        "acme,   tieline.replies, -1, tieline.replies,  ",
        "acme,   walled.a       , 1 , tieline.replies,  ",
        "acme,   somewhere      , 0 , tieline.replies,  ",
        "walled,                ,   , walled.a       ,  ",
        "walled, walled.b       , 2 , walled.b       , 2",
        "walled, tieline.replies, 0 , walled.a       ,  "
    })
    void shouldSendTheReplyOnlyWhereTheTenantMayHaveIt(
            String tenant,
            @Nullable String topic,
            @Nullable Integer partition,
            String allowedTopic,
            @Nullable Integer allowedPartition) {
        // Given
        Taken taken = Requests.fresh(Requests.request()
                .setTenant(tenant)
                .setReplyTo(topic == null ? null : new ReplyTo(topic, partition))
                .build());
        Decision.Finish finish = new Decision.Finish(Outcome.EXPIRED, ErrorCode.DEADLINE_EXCEEDED, "late");

        // When
        ProducerRecord<byte[], byte[]> record = outcomes.ended(taken, new Progress(taken), finish, List.of())
                .records()
                .getFirst();

        // Then
        assertThat(record.topic()).isEqualTo(allowedTopic);
        assertThat(record.partition()).isEqualTo(allowedPartition);
    }

    @Test
    void shouldCarryWhatWasTriedAlongWithAParkedRequest() {
        // Given
        Taken fresh = Requests.fresh(Requests.request().build());
        Taken taken =
                new Taken(fresh.record(), fresh.request(), 0, NOW.minusSeconds(9), 3, List.of(ATTEMPT), 12, false);
        Progress progress = new Progress(taken);
        progress.add(ATTEMPT, 5, true);

        // When
        Settlement settlement = outcomes.parked(taken, progress, NOW.plusSeconds(30), "nobody can");

        // Then
        assertThat(settlement.records()).hasSize(1).allSatisfy(OutcomesTest::assertTraced);
        ParkedRequest parked = read(settlement, Topics.REQUESTS_PARKED);
        assertThat(parked)
                .isEqualTo(new ParkedRequest(
                        taken.request(),
                        NOW.plusSeconds(30),
                        "nobody can",
                        NOW,
                        4,
                        List.of(ATTEMPT, ATTEMPT),
                        17L,
                        true));
    }

    @Test
    void shouldHaveASmallReplyAtHandForAnOutcomeThatKafkaRefuses() {
        // Given
        Taken taken = Requests.fresh(Requests.request()
                .setAttributes(Map.of("large", "x".repeat(5_000)))
                .build());
        Progress progress = new Progress(taken);
        progress.add(ATTEMPT, 12, false);

        // When
        Settlement settlement = outcomes.completed(
                taken,
                progress,
                FakeProviderCaller.answer("y".repeat(50_000)),
                SERVED_BY,
                List.of(new Exclusion("b", "is down")));
        List<ProducerRecord<byte[], byte[]>> smaller = settlement.smaller().get();

        // Then
        assertThat(smaller).hasSize(2);
        InferenceReply reply = reply(new Settlement(smaller, List::of));
        assertThat(deadLetter(new Settlement(smaller, List::of)).getReply()).isEqualTo(reply);
        assertThat(reply.getRequestId()).isEqualTo("r-1");
        assertThat(reply.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(reply.getError().getCode()).isEqualTo("broker.internal");
        assertThat(reply.getError().getMessage()).contains("max.message.bytes");
        assertThat(reply.getCostMicroUsd()).isEqualTo(12);
        assertThat(smaller.getFirst().value()).hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void shouldHaveALastResortWhoseSizeDoesNotDependOnTheRequest(Outcome outcome) {
        // Given
        Taken taken = Requests.fresh(hugeRequest());
        Progress progress = new Progress(taken);
        AttemptSummary huge = new AttemptSummary(1, HUGE, HUGE, 529, HUGE, NOW, 1_500L, false);
        IntStream.range(0, 100).forEach(_ -> progress.add(huge, 1, false));

        // When
        Settlement settlement = outcome == Outcome.COMPLETED
                ? outcomes.parked(taken, progress, NOW, HUGE)
                : outcomes.ended(taken, progress, new Decision.Finish(outcome, CODE, HUGE), List.of());
        Settlement smaller = new Settlement(settlement.smaller().get(), List::of);

        // Then
        InferenceReply reply = reply(smaller);
        assertThat(reply.getOutcome()).isEqualTo(outcome == Outcome.COMPLETED ? Outcome.FAILED : outcome);
        assertThat(reply.getRequestId()).isEqualTo("x".repeat(RequestRules.LONGEST_REPLAYED_ID) + "…");
        assertThat(reply.getError().getMessage()).contains("the request is lane-2@7");
        assertThat(reply.getCostMicroUsd()).isEqualTo(100);
        assertThat(smaller.records()).hasSize(outcome == Outcome.EXPIRED || outcome == Outcome.CANCELLED ? 1 : 2);
        assertThat(smaller.records()).allSatisfy(record -> {
            assertThat(record.key()).hasSizeLessThan(1_000);
            assertThat(record.value()).hasSizeLessThan(20_000);
        });
    }

    private static InferenceRequest hugeRequest() {
        return Requests.request()
                .setRequestId(HUGE)
                .setTenant(HUGE)
                .setRoute(HUGE)
                .setJobId(HUGE)
                .setReplyTo(new ReplyTo(HUGE, null))
                .setAttributes(Map.of(HUGE, HUGE))
                .build();
    }

    @Test
    void shouldKeepTheBytesThatAreNoRequest() {
        // Given
        byte[] bytes = {9, 9, 9};

        // When
        Settlement settlement = outcomes.undecodable(Requests.record("key-1", bytes), "no magic");

        // Then
        assertThat(settlement.records()).hasSize(2).allSatisfy(OutcomesTest::assertTraced);
        InferenceReply reply = reply(settlement);
        assertThat(reply.getRequestId()).isEqualTo("key-1");
        assertThat(reply.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(reply.getError().getCode()).isEqualTo("request.undecodable");
        assertThat(reply.getError().getMessage()).isEqualTo("the value at lane-2@7 is not a request: no magic");
        DeadLetter letter = deadLetter(settlement);
        assertThat(letter.getRequestId()).isEqualTo("key-1");
        assertThat(letter.getRequest()).isNull();
        assertThat(letter.getRaw()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(deadLetter(new Settlement(settlement.smaller().get(), List::of))
                        .getRaw())
                .isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {""})
    void shouldNameARecordWithoutAKeyByItsPlace(@Nullable String key) {
        // When
        Settlement settlement = outcomes.undecodable(Requests.record(key, null), "no value");

        // Then
        assertThat(reply(settlement).getRequestId()).isEqualTo("undecodable-lane-2@7");
        assertThat(deadLetter(settlement).getRaw()).isNull();
    }

    @Test
    void shouldNotTakeAnyLongKeyForAnId() {
        Settlement settlement = outcomes.undecodable(Requests.record("k".repeat(201), new byte[0]), "empty");

        assertThat(reply(settlement).getRequestId()).isEqualTo("undecodable-lane-2@7");
    }

    private static InferenceReply reply(Settlement settlement) {
        Decoded<InferenceReply> decoded =
                SERDES.decode(Topics.REPLIES, settlement.records().getFirst().value());
        return ((Decoded.Value<InferenceReply>) decoded).value();
    }

    private static DeadLetter deadLetter(Settlement settlement) {
        return read(settlement, Topics.DEAD_LETTERS);
    }

    private static <V extends SpecificRecord> V read(Settlement settlement, Topic<V> topic) {
        ProducerRecord<byte[], byte[]> record = settlement.records().stream()
                .filter(any -> any.topic().equals(topic.name()))
                .findFirst()
                .orElseThrow();
        return ((Decoded.Value<V>) SERDES.decode(topic, record.value())).value();
    }

    private static void assertTraced(ProducerRecord<byte[], byte[]> record) {
        assertThat(record.headers().toArray()).extracting(Header::key).containsExactly("traceparent", "tracestate");
        assertThat(new String(record.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8))
                .isEqualTo(Requests.TRACE);
    }
}
