package io.tieline.dispatcher.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.window.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ForwardOffsetsTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 0);
    private static final Set<TopicPartition> ALL = Set.of(PARTITION);

    private final Map<TopicPartition, Position> kafka = new HashMap<>();
    private final ForwardOffsets offsets = new ForwardOffsets(_ -> Map.copyOf(kafka));

    private void says(long offset) {
        kafka.put(PARTITION, new Position(offset, ""));
    }

    private void acknowledged(long offset) {
        offsets.tookEffect(Map.of(PARTITION, new Position(offset, "")));
    }

    @Test
    void shouldBelieveWhatGoesForward() {
        // Given
        says(10);
        offsets.committed(ALL);
        acknowledged(20);
        says(25);

        // When, Then
        assertThat(offsets.committed(ALL).undone()).isEmpty();
    }

    @Test
    void shouldTellThatTheLastCommitWasUndone() {
        // Given
        says(10);
        offsets.committed(ALL);
        acknowledged(20);
        acknowledged(30);
        says(20);

        // When
        ForwardOffsets.Told told = offsets.committed(ALL);

        // Then it begins there anew
        assertThat(told.undone()).containsExactly(PARTITION);
        assertThat(offsets.committed(ALL).undone()).isEmpty();
    }

    @Test
    void shouldTellThatTheVeryFirstCommitWasUndone() {
        // Given nothing that was committed before
        offsets.committed(ALL);
        acknowledged(20);

        // When, Then
        assertThat(offsets.committed(ALL).undone()).containsExactly(PARTITION);
    }

    @Test
    void shouldNotBelieveWhatGoesBackFurther() {
        // Given
        says(10);
        offsets.committed(ALL);
        acknowledged(20);
        acknowledged(30);
        says(19);

        // When, Then
        assertThatThrownBy(() -> offsets.committed(ALL))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("offset 30 of requests-0 was committed, and now Kafka says 19");
    }

    @Test
    void shouldNotBelieveThatWhatKafkaHasSaidItselfIsUndone() {
        // Given
        says(10);
        offsets.committed(ALL);
        acknowledged(20);
        says(20);
        offsets.committed(ALL);
        says(10);

        // When, Then
        assertThatThrownBy(() -> offsets.committed(ALL)).isInstanceOf(KafkaException.class);
    }
}
