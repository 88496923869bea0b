package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Reply;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Outcome;
import io.tieline.sim.calls.Call;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.wire.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Data that must stay in the EU stays there, also when nobody there answers. */
class ResidencyIT {
    private static final List<String> EU =
            List.of("mistral/mistral-large-2", "vllm/llama-3.1-70b", "ollama/phi-3-medium");
    private static final int REQUESTS = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(25);

    @Test
    void shouldRatherExpireThanLeaveTheJurisdiction() throws Exception {
        try (Stack stack = Stack.start(StackOptions.fresh().withSpeed(100), _ -> {});
                TielineClient bound = client(stack, "bound");
                TielineClient free = client(stack, "free")) {
            // Given
            bind(stack);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> servedInTheEu(bound));
            EU.forEach(id -> stack.simulator().inject(Fault.of(id, new Effect.Fail(ApiError.SERVER_ERROR, null))));
            Instant from = Instant.now();

            // When
            List<Reply> replies = new ArrayList<>();
            List<CompletableFuture<Reply>> coming = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                coming.add(bound.submit(request()));
            }
            List<Call> outside = new ArrayList<>();
            Awaitility.await().atMost(DEADLINE).until(() -> parked(stack.kafka()) > 0);
            List<Call> before = calls(stack, from);
            Reply other = free.submit(request()).get(30, TimeUnit.SECONDS);
            for (CompletableFuture<Reply> each : coming) {
                replies.add(each.get(60, TimeUnit.SECONDS));
            }
            calls(stack, from).stream()
                    .filter(call -> !EU.contains(call.endpoint()))
                    .forEach(outside::add);

            // Then
            assertThat(before).isNotEmpty().allSatisfy(call -> assertThat(EU).contains(call.endpoint()));
            assertThat(other.servedBy().orElseThrow().getEndpointId()).isNotIn(EU);
            assertThat(outside)
                    .extracting(Call::requestId)
                    .allSatisfy(id -> assertThat(id).startsWith(other.requestId()));
            assertThat(replies).allSatisfy(ResidencyIT::hasEvidence);
        }
    }

    private static void hasEvidence(Reply reply) {
        assertThat(reply.outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(reply.error().orElseThrow().getCode()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED.wire());
        assertThat(reply.record().getAttempts())
                .allSatisfy(attempt -> assertThat(EU).contains(attempt.getEndpointId()));
        for (String usEndpoint : List.of("openai/gpt-4o", "anthropic/claude-3-5-sonnet", "google/gemini-1.5-pro")) {
            assertThat(reply.evidence())
                    .as("%s", reply.evidence())
                    .anySatisfy(line -> assertThat(line).contains(usEndpoint).contains("eu"));
        }
        for (String euEndpoint : EU) {
            assertThat(reply.evidence())
                    .as("%s", reply.evidence())
                    .anySatisfy(line -> assertThat(line).contains(euEndpoint));
        }
    }

    /** Changes the catalogue of the running stack. */
    private static void bind(Stack stack) throws IOException {
        String catalogue = Files.readString(stack.catalogueFile());
        Files.writeString(
                stack.catalogueFile(),
                catalogue + "tenants:\n  - name: bound\n    jurisdictions: [eu]\n  - name: '*'\n");
    }

    private static boolean servedInTheEu(TielineClient client) throws Exception {
        Reply reply = client.submit(request()).get(30, TimeUnit.SECONDS);
        return reply.servedBy().filter(who -> EU.contains(who.getEndpointId())).isPresent();
    }

    private static Request request() {
        return Request.on("summarize")
                .lane(Lane.BATCH)
                .user("Summarise the case of a patient in Lyon.")
                .deadline(Instant.now().plus(DEADLINE))
                .build();
    }

    private static List<Call> calls(Stack stack, Instant from) {
        return stack.simulator().calls().stream()
                .filter(call -> call.start().isAfter(from))
                .toList();
    }

    private static long parked(KafkaConnection kafka) {
        String topic = Topics.REQUESTS_PARKED.name();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.clientProperties(Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map((PartitionInfo each) -> new TopicPartition(topic, each.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static TielineClient client(Stack stack, String tenant) {
        return TielineClient.connect(ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                .tenant(tenant)
                .build());
    }
}
