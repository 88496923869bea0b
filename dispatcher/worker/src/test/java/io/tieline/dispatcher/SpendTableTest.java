package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tieline.dispatcher.budget.Budgets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class SpendTableTest {
    /** One that may not read the topic. */
    private static final class Forbidden extends MockConsumer<byte[], byte[]> {
        Forbidden() {
            super("earliest");
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic) {
            throw new TopicAuthorizationException(Set.of(topic));
        }
    }

    @Test
    void letsNobodySpendWhereItIsNotKnownWhatIsSpent() {
        try (RegistryStub registry = new RegistryStub()) {
            // Given
            Forbidden consumer = new Forbidden();
            Budgets budgets = new Budgets("w-1", () -> 1);
            // When, Then
            assertThatIllegalStateException()
                    .isThrownBy(() -> new SpendTable(consumer, registry.serdes(), budgets, InstantSource.system()))
                    .withMessage(
                            "can't read tieline.spend, without which budgets can't be kept: Not authorized to access"
                                    + " topics: [tieline.spend]; 'tieline topics create' makes it, and this dispatcher must have"
                                    + " the right to read it");
            assertThat(consumer.closed()).isTrue();
        }
    }
}
