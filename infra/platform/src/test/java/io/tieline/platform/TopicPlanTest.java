package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.schemas.StoredContents;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPlanTest {
    private static final long DAY = 86_400_000;
    private static final Set<String> IN_ONE_ORDER = Set.of("tieline.worker-loads", "tieline.replay-commands");

    @Test
    void plansEveryTopicAndTheReplyTopicsAskedFor() {
        // When
        List<TopicPlan> plans = TopicPlan.all(new TopicSettings(0, 0, List.of("acme.replies")));
        // Then
        assertThat(plans.stream().<Object>map(TopicPlan::topic))
                .containsAll(Topics.ALL)
                .contains(Topics.REPLIES.named("acme.replies"))
                .hasSize(Topics.ALL.size() + 1);
        assertThat(plans).allSatisfy(plan -> {
            assertThat(plan.partitions()).as(plan.name()).isEqualTo(IN_ONE_ORDER.contains(plan.name()) ? 1 : 8);
            assertThat(plan.replicationFactor()).isEqualTo((short) 1);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "tieline.requests.interactive,delete,14,2",
        "tieline.requests.batch,delete,14,2",
        "tieline.requests.parked,delete,14,8",
        "tieline.replies,delete,7,8",
        "acme.replies,delete,7,8",
        "tieline.attempts,delete,7,2",
        "tieline.provider-health,compact,,2",
        "tieline.probe-claims,delete,1,2",
        "tieline.attempts.dead-letters,delete,30,8",
        "tieline.dead-letters,delete,30,8",
        "tieline.cancellations,'compact,delete',14,2",
        "tieline.jobs,compact,,2",
        "tieline.replays,compact,,8",
        "tieline.replay-commands,delete,14,8",
        "tieline.spend,compact,,2",
        "tieline.worker-loads,compact,,2"
    })
    void keepsWhatTheContractSays(String name, String cleanup, Integer days, int mebibytes) {
        // When
        Map<String, String> configs = TopicPlan.all(new TopicSettings(0, 3, List.of("acme.replies"))).stream()
                .filter(plan -> plan.name().equals(name))
                .findFirst()
                .orElseThrow()
                .configs();
        // Then
        assertThat(configs)
                .containsEntry("cleanup.policy", cleanup)
                .containsEntry("compression.type", "zstd")
                .containsEntry("max.message.bytes", String.valueOf(mebibytes * 1_048_576 + 65_536))
                .containsEntry("min.insync.replicas", "2");
        assertThat(configs.get("retention.ms")).isEqualTo(days == null ? null : String.valueOf(days * DAY));
        assertThat(configs.containsKey("min.cleanable.dirty.ratio")).isEqualTo(cleanup.contains("compact"));
    }

    @Test
    void keepsContentsInTheFileStoreForLongerThanTheRecordsThatReferToThem() {
        // Given
        Map<String, Duration> kept = TopicPlan.all(TopicSettings.defaults()).stream()
                .filter(plan -> plan.configs().containsKey("retention.ms"))
                .collect(Collectors.toMap(
                        TopicPlan::name,
                        plan -> Duration.ofMillis(Long.parseLong(plan.configs().get("retention.ms")))));

        // When
        Duration waits = kept.getOrDefault("tieline.requests.batch", Duration.ZERO);
        Duration dead = kept.getOrDefault("tieline.dead-letters", Duration.ZERO);

        // Then
        assertThat(waits).isPositive();
        assertThat(dead).isPositive();
        assertThat(StoredContents.KEPT).isGreaterThan(waits.plus(dead).plus(waits));
    }

    @Test
    void letsTheBrokerTellTheTimeOfWhatWorkersDid() {
        // When, Then
        assertThat(TopicPlan.all(TopicSettings.defaults()))
                .filteredOn(plan -> "LogAppendTime".equals(plan.configs().get("message.timestamp.type")))
                .extracting(TopicPlan::name)
                .containsExactly("tieline.attempts", "tieline.probe-claims", "tieline.worker-loads");
    }

    @Test
    void tellsEachDifference() {
        // Given
        TopicPlan plan = TopicPlan.all(TopicSettings.defaults()).getFirst();
        Map<String, String> actual = new HashMap<>(plan.configs());
        assertThat(plan.differences(8, 1, actual)).isEmpty();
        actual.put("retention.ms", "1000");
        actual.remove("compression.type");
        // When, Then
        assertThat(plan.differences(4, 3, actual))
                .containsExactly(
                        "partitions is 4, should be 8",
                        "replication factor is 3, should be 1",
                        "compression.type is not set, should be zstd",
                        "retention.ms is 1000, should be 1209600000");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new TopicSettings(-1, 1, List.of()))
                .hasMessage("partitions is -1, allowed: 1 or more");
        assertThatThrownBy(() -> new TopicSettings(1, 40_000, List.of()))
                .hasMessageContaining("replication-factor is 40000");
        assertThatThrownBy(() -> new TopicSettings(1, 1, List.of("tieline.jobs")))
                .hasMessageContaining("a topic already");
        assertThatThrownBy(() -> new TopicSettings(1, 1, List.of("a b"))).hasMessageContaining("'a b'");
    }
}
