package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ForgottenTransactionsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static ProducerState producer(OptionalLong open, Instant last) {
        return new ProducerState(6, 7171, 1, last.toEpochMilli(), OptionalInt.of(6), open);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"EMPTY", "COMPLETE_COMMIT", "COMPLETE_ABORT"})
    void shouldTakeForForgottenWhatItsCoordinatorHasEnded(TransactionState state) {
        assertThat(ForgottenTransactions.isForgotten(List.of(new TransactionListing("id", 6, state))))
                .isTrue();
        assertThat(ForgottenTransactions.isForgotten(List.of())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"EMPTY", "COMPLETE_COMMIT", "COMPLETE_ABORT"})
    void shouldLeaveAloneWhatIsUnderWay(TransactionState state) {
        assertThat(ForgottenTransactions.isForgotten(List.of(new TransactionListing("id", 6, state))))
                .isFalse();
    }

    @Test
    void shouldEndAllThatIsOpenOfTheSameTransaction() {
        // Given replies of it that are open and that are not, of another one, and of one that goes on
        ProducerState open = producer(OptionalLong.of(179), NOON.minusSeconds(1));
        ProducerState ended = producer(OptionalLong.empty(), NOON.minusSeconds(1));
        ProducerState other = new ProducerState(7, 1, 1, open.lastTimestamp(), OptionalInt.of(6), OptionalLong.of(3));
        ProducerState recent = producer(OptionalLong.of(180), NOON.plusSeconds(1));
        Map<TopicPartition, PartitionProducerState> all = Map.of(
                replies(0), new PartitionProducerState(List.of(other, open)),
                replies(1), new PartitionProducerState(List.of(ended)),
                replies(2), new PartitionProducerState(List.of(recent)),
                replies(3), new PartitionProducerState(List.of()));

        // When
        var parts = ForgottenTransactions.openParts(all, open, NOON);

        // Then
        assertThat(parts).containsOnly(Map.entry(replies(0), open));
    }

    private static TopicPartition replies(int partition) {
        return new TopicPartition("tieline.replies", partition);
    }

    @Test
    void shouldLookOnlyAtTransactionsThatHaveBeenOpenForLong() {
        assertThat(ForgottenTransactions.isSilent(producer(OptionalLong.of(9), NOON.minusSeconds(1)), NOON))
                .isTrue();
        assertThat(ForgottenTransactions.isSilent(producer(OptionalLong.of(9), NOON.plusSeconds(1)), NOON))
                .isFalse();
        assertThat(ForgottenTransactions.isSilent(producer(OptionalLong.empty(), NOON.minusSeconds(1)), NOON))
                .isFalse();
    }
}
