package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.client.ClientConfig;
import io.tieline.client.Reply;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the health stream has added up is what the replies say that they cost. */
class SpendIT {
    private static final int REQUESTS = 60;
    private static final String TENANT = "frugal";

    @Test
    void shouldAddUpToWhatTheRepliesCost() throws Exception {
        try (Stack stack = Stack.start(StackOptions.fresh().withSpeed(100), _ -> {});
                HttpClient http = HttpClient.newHttpClient()) {
            // When
            List<Reply> replies = ask(stack);
            long cost = replies.stream()
                    .mapToLong(reply -> reply.record().getCostMicroUsd())
                    .sum();

            // Then
            assertThat(cost).isPositive();
            for (String by : List.of("tenant", "route", "endpoint")) {
                Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    JsonNode sums = sums(http, stack.healthUrl(), by);
                    assertThat(total(sums, "costMicroUsd")).as(by).isEqualTo(cost);
                    assertThat(total(sums, "attempts")).as(by).isEqualTo(REQUESTS);
                });
            }
            assertThat(sums(http, stack.healthUrl(), "tenant")
                            .get(0)
                            .get("name")
                            .asText())
                    .isEqualTo(TENANT);
        }
    }

    private static List<Reply> ask(Stack stack) throws Exception {
        ClientConfig config = ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                .tenant(TENANT)
                .build();
        List<Reply> replies = new ArrayList<>();
        try (TielineClient client = TielineClient.connect(config)) {
            List<CompletableFuture<Reply>> coming = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                coming.add(client.submit(Request.ofText("summarize", "Say something about the number " + i + ".")));
            }
            for (CompletableFuture<Reply> each : coming) {
                replies.add(each.get(60, TimeUnit.SECONDS));
            }
        }
        return replies;
    }

    private static JsonNode sums(HttpClient http, URI health, String by) throws IOException, InterruptedException {
        HttpRequest question =
                HttpRequest.newBuilder(health.resolve("/v1/spend?by=" + by)).build();
        HttpResponse<String> answer = http.send(question, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body()).get("sums");
    }

    private static long total(JsonNode sums, String field) {
        long total = 0;
        for (JsonNode sum : sums) {
            total += sum.get(field).asLong();
        }
        return total;
    }
}
