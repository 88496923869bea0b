package io.tieline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.schemas.avro.InferenceReply;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
    @Test
    void allHoldsEveryTopicOnce() throws IllegalAccessException {
        // Given
        List<Topic<?>> constants = new ArrayList<>();
        for (Field field : Topics.class.getFields()) {
            if (field.getType() == Topic.class) {
                constants.add((Topic<?>) field.get(null));
            }
        }
        // When, Then
        assertThat(Topics.ALL).containsExactlyInAnyOrderElementsOf(constants);
        assertThat(Topics.ALL.stream().map(Topic::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("tieline."));
        assertThat(Topics.ALL.stream().map(Topic::subject)).allMatch(subject -> subject.endsWith("-value"));
    }

    @Test
    void anotherNameKeepsTheValueType() {
        // When
        Topic<InferenceReply> named = Topics.REPLIES.named("acme.replies");
        // Then
        assertThat(named).isEqualTo(new Topic<>("acme.replies", InferenceReply.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä"})
    void refusesNamesThatKafkaRefuses(String name) {
        assertThatThrownBy(() -> Topics.REPLIES.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }
}
