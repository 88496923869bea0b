package io.tieline.gateway.http;

import static io.tieline.gateway.http.HttpGatewayTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.SourcePosition;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterPathsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private HttpScene scene;

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
        scene.letters.add(letter("r-1", "acme", "provider.timeout", NOON));
        scene.letters.add(letter("r-2", "mallory", "provider.overloaded", NOON.plusSeconds(60)));
        scene.letters.add(letter("r-3", "acme", "request.invalid", NOON.plusSeconds(3_600)));
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private static DeadLetter letter(String id, String tenant, String code, Instant deadAt) {
        InferenceRequest request = InferenceRequest.newBuilder()
                .setRequestId(id)
                .setTenant(tenant)
                .setRoute("summarize")
                .setMessages(List.of(Messages.text(Role.USER, "The text of " + id)))
                .setCreatedAt(NOON)
                .setDeadline(NOON.plusSeconds(60))
                .setAttributes(Map.of("team", "news"))
                .build();
        InferenceReply reply = InferenceReply.newBuilder()
                .setRequestId(id)
                .setTenant(tenant)
                .setRoute("summarize")
                .setOutcome(Outcome.FAILED)
                .setError(new ReplyError(code, "it went wrong", List.of()))
                .setCostMicroUsd(3)
                .setAttempts(List.of())
                .setCreatedAt(NOON)
                .setFinishedAt(deadAt)
                .setAttributes(Map.of("team", "news"))
                .build();
        return DeadLetter.newBuilder()
                .setRequestId(id)
                .setDeadAt(deadAt)
                .setReply(reply)
                .setRequest(request)
                .setSource(new SourcePosition("tieline.requests.batch", 0, 7L))
                .build();
    }

    private JsonNode get(String path) {
        HttpResponse<String> response = scene.get("operator", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | r-3 r-2 r-1 | 3 | false",
                "?limit=2 | r-3 r-2 | 3 | true",
                "?code=provider.* | r-2 r-1 | 2 | false",
                "?code=provider.*&tenant=acme | r-1 | 1 | false",
                "?tenant=acme&tenant=mallory&to=2026-03-01T12:01:00Z | r-1 | 1 | false",
                "?from=2026-03-01T12:01:00Z | r-3 r-2 | 2 | false",
                "?id=r-2 | r-2 | 1 | false",
                "?text=NEWS&route=summarize&from=1000000h | r-3 r-2 r-1 | 3 | false",
                "?job=none | '' | 0 | false",
            })
    void shouldListTheNewestFirst(String query, String ids, long matched, boolean more) {
        // When
        JsonNode page = get("/operate/dead-letters" + query);

        // Then
        List<String> found = page.path("data").findValuesAsText("id");
        assertThat(String.join(" ", found)).isEqualTo(ids);
        assertThat(page.path("matched").asLong()).isEqualTo(matched);
        assertThat(page.path("has_more").asBoolean()).isEqualTo(more);
        assertThat(page.toString()).doesNotContain("The text of");
    }

    @Test
    void shouldCountThem() {
        // When
        JsonNode stats = get("/operate/dead-letters/stats?tenant=acme");

        // Then
        assertThat(stats.path("matched").asLong()).isEqualTo(2);
        assertThat(stats.at("/data/0/hour").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(stats.at("/data/0/code").asText()).isEqualTo("provider.timeout");
        assertThat(stats.at("/data/1/count").asLong()).isEqualTo(1);
    }

    @Test
    void shouldShowOneWholeEachTimeThatItDied() {
        // Given
        scene.letters.add(
                DeadLetter.newBuilder(scene.letters.getFirst()).setGeneration(1).build());

        // When
        JsonNode deaths = get("/operate/dead-letters/r-1").path("data");

        // Then
        assertThat(deaths).hasSize(2);
        assertThat(deaths.at("/0/contents/messages/0/content").asText()).isEqualTo("The text of r-1");
        assertThat(deaths.at("/1/generation").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operator | /operate/dead-letters/none | 404 | dead letter",
                "operator | /operate/dead-letters?tenants=acme | 400 | [tenants] is nothing to select by",
                "operator | /operate/dead-letters/stats?limit=1 | 400 | [limit] is nothing to select by",
                "operator | /operate/dead-letters?from=yesterday | 400 | from is 'yesterday', allowed",
                "operator | /operate/dead-letters?limit=0 | 400 | limit",
                "operator | /operate/dead-letters?tenant= | 400 | blank",
                "acme | /operate/dead-letters | 403 | operate",
                "reader | /operate/dead-letters/r-1 | 403 | operate",
                "nobody | /operate/dead-letters/stats | 401 | key",
            })
    void shouldRefuse(String key, String path, int status, String words) {
        // When
        HttpResponse<String> response = scene.get(key, path);

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(words);
    }

    @Test
    void shouldHoldUpNobodyWhereManyReadAtATime() throws InterruptedException {
        // Given
        CountDownLatch reading = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        scene.reading = () -> {
            reading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        List<CompletableFuture<JsonNode>> two = List.of(
                CompletableFuture.supplyAsync(() -> get("/operate/dead-letters")),
                CompletableFuture.supplyAsync(() -> get("/operate/dead-letters/stats")));
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();

        // When
        HttpResponse<String> third;
        try {
            third = scene.get("operator", "/operate/dead-letters/r-1");
        } finally {
            goOn.countDown();
        }

        // Then
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("retry-after")).isPresent();
        two.forEach(each -> assertThat(each.join().path("matched").asLong()).isEqualTo(3));
    }
}
