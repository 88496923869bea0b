package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.platform.TopicReport;
import io.tieline.platform.TopicReport.Differs;
import io.tieline.platform.TopicReport.Exists;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsCommandTest {
    @Test
    void shouldSayHowToKeepAnotherNumberOfPartitions() {
        // Given
        TopicReport same = new TopicReport("a", new Exists());
        TopicReport retention = new TopicReport("b", new Differs(List.of("retention.ms is 1, should be 2")));
        TopicReport partitions = new TopicReport("c", new Differs(List.of("partitions is 4, should be 8")));

        // When, Then
        assertThat(TopicsCommand.Create.hint(List.of(same, retention))).isEmpty();
        assertThat(TopicsCommand.Create.hint(List.of(same, partitions)))
                .hasValueSatisfying(hint -> assertThat(hint).contains("topics: {partitions: 4}", "tieline up"));
    }
}
