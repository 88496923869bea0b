package io.tieline.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Reader;
import io.tieline.replay.select.Samples;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommand;
import io.tieline.schemas.avro.ReplayCommandKind;
import io.tieline.schemas.avro.ReplayOverrides;
import io.tieline.schemas.avro.ReplayState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What replays don't do, on a real Kafka with a dispatcher of a few lines. */
class ReplayRefusalsIT extends ReplayScene {
    @Test
    void shouldNotMoveWhatIsBoundToTheEu() throws Exception {
        // Given
        String name = "bound";
        dead(Samples.request(name + "-tenant").setTenant("eve").setJobId(name));
        dead(Samples.request(name + "-request").setJurisdictions(List.of("eu")).setJobId(name));
        dead(Samples.request(name + "-free").setJobId(name));
        broker.flush();
        parts.add(TestDispatcher.start(broker, _ -> true));
        runner();
        ReplayOverrides abroad = ReplayOverrides.newBuilder()
                .setRoute("abroad")
                .setEndpointsOnly(List.of(Fleet.US))
                .build();
        // When
        Replay done = awaitState(desk.start(of(name, abroad, FAST)), ReplayState.COMPLETED);
        // Then
        assertThat(published(name)).containsExactly(name + "-free~1");
        assertThat(done.getRefused()).isEqualTo(2);
        assertThat(done.getRefusal()).contains("nobody may serve it: us/gpt: is in us, allowed: eu");
    }

    /** Begins a transaction in every partition. */
    private static void openEverywhere(Producer<String, byte[]> other) throws Exception {
        other.beginTransaction();
        for (int partition = 0; partition < 3; partition++) {
            other.send(new ProducerRecord<>(Topics.REQUESTS_BATCH.name(), partition, "other", new byte[0]))
                    .get();
        }
    }

    @Test
    void shouldNotRunTwiceWhatStandsBehindATransactionThatIsOpen() throws Exception {
        // Given
        String name = "behind";
        dead(name, 20);
        runner();
        // Slow enough that most of it is published when the transaction has begun.
        Replay first = order(name, new NewReplay.Limits(5, Duration.ZERO, 1_000, 0.5, 20, 3));
        awaitReplayed(first, 1);
        try (Producer<String, byte[]> other = broker.transactional("left-open")) {
            openEverywhere(other);
            awaitReplayed(first, 20);
            desk.tell(first.getReplayId(), ReplayCommandKind.CANCEL, "bob", "");
            assertThat(awaitState(first, ReplayState.CANCELLED).getReplayed()).isEqualTo(20);
            // When
            Replay second = order(name, FAST);
            // Then
            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .until(() -> desk.find(second.getReplayId())
                            .filter(replay -> replay.getReplayed() > 0)
                            .isEmpty());
            other.abortTransaction();
            Replay done = awaitState(second, ReplayState.COMPLETED);
            assertThat(done.getSkippedOpen()).isEqualTo(20);
            assertThat(published(name)).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldBeginWhereATransactionIsOpenThoughNothingSinceCanBeSeen() throws Exception {
        try (Producer<String, byte[]> other = broker.transactional("left-open-alone");
                Reader reader = Reader.open(broker.connection(), broker.serdes())) {
            // Given
            Instant since = Instant.now();
            openEverywhere(other);
            // When
            Reader.Range range = reader.writtenRange(Topics.REQUESTS_BATCH.name(), since);
            // Then
            assertThat(range.next())
                    .hasSize(3)
                    .allSatisfy((partition, next) ->
                            assertThat(next).isLessThan(range.ends().get(partition)));
            other.abortTransaction();
        }
    }

    @Test
    void shouldEditOneRequestOfOneTenant() throws Exception {
        // Given
        dead(Samples.request("edited-1"));
        dead(Samples.request("edited-1").setTenant("eve"));
        broker.flush();
        parts.add(TestDispatcher.start(broker, _ -> true));
        runner();
        // When
        Replay vague = desk.start(edited(Set.of()));
        Replay exact = desk.start(edited(Set.of("acme")));
        // Then
        assertThat(awaitState(vague, ReplayState.STOPPED).getReason())
                .isEqualTo("it can't be run: 2 tenants have a request of this id: say whose is to be edited (tenants)");
        assertThat(awaitState(exact, ReplayState.COMPLETED).getSucceeded()).isEqualTo(1);
        assertThat(published("edited")).containsExactly("edited-1~1");
    }

    private static NewReplay edited(Set<String> tenants) {
        Filter filter =
                new Filter(null, null, tenants, Set.of(), Set.of(), Set.of(), Set.of(), Set.of("edited-1"), null);
        return new NewReplay(
                new Selection(Source.DEAD_LETTERS, filter),
                NewReplay.nothing(),
                Samples.request("edited").build(),
                false,
                FAST,
                "ann",
                "a wrong word");
    }

    @Test
    void shouldNotBeHeldUpByAnOrderThatNobodyChecked() throws Exception {
        // Given
        String name = "unchecked";
        dead(name, 3);
        parts.add(TestDispatcher.start(broker, _ -> true));
        runner();
        Replay wrong = Replay.newBuilder(of(name, NewReplay.nothing(), FAST).begin("replay-wrong", Instant.now()))
                .setSelection("nonsense")
                .build();
        broker.sendFirst(
                Topics.REPLAY_COMMANDS,
                ReplayCommand.newBuilder()
                        .setReplayId(wrong.getReplayId())
                        .setKind(ReplayCommandKind.START)
                        .setBy("mallory")
                        .setAt(wrong.getCreatedAt())
                        .setReplay(wrong)
                        .build());
        // When
        Replay done = awaitState(order(name, FAST), ReplayState.COMPLETED);
        // Then
        assertThat(done.getSucceeded()).isEqualTo(3);
        assertThat(awaitState(wrong, ReplayState.STOPPED).getReason())
                .contains("it can't be run: the selection is no JSON");
    }
}
