package io.tieline.gateway.http;

import static io.tieline.gateway.http.HttpGatewayTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.routing.Ask;
import io.tieline.routing.Lane;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedRequest;
import io.tieline.trace.topics.TimeRange;
import io.tieline.trace.topics.TopicTrace;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependencyPathsTest {
    @TempDir
    private Path folder;

    private final AtomicReference<TimeRange> asked = new AtomicReference<>();
    private HttpScene scene;

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void asked(int requests, boolean cut) {
        Trace trace = new Trace(
                IntStream.range(0, requests)
                        .mapToObj(number -> new TracedRequest(
                                "r-" + number,
                                "acme",
                                "summarize",
                                Lane.BATCH,
                                number,
                                number + 60_000L,
                                0,
                                null,
                                Ask.PLAIN,
                                List.of(),
                                null))
                        .toList(),
                1);
        scene.traffic = range -> {
            asked.set(range);
            return new TopicTrace.Read(trace, 2, cut);
        };
    }

    private JsonNode get(String query) {
        HttpResponse<String> response = scene.get("operator", "/operate/dependency" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    @Test
    void shouldTellByTheCatalogueAlone() {
        // When
        JsonNode index = get("");

        // Then: two routes for each of two tenants, and one provider for all of them
        assertThat(index.path("requests").asLong()).isEqualTo(4);
        assertThat(index.at("/dimensions/provider/members/0/name").asText()).isEqualTo("openai");
        assertThat(index.at("/dimensions/provider/members/0/stillAnswered").asDouble())
                .isZero();
        assertThat(index.path("score").asDouble()).isGreaterThan(60);
        assertThat(index.has("cut")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldTellByWhatWasAskedAndWhetherThatIsAll(boolean cut) {
        // Given
        asked(3, cut);

        // When
        JsonNode index = get("?from=2026-03-01T12:00:00Z&to=2026-03-02T12:00:00Z");

        // Then
        assertThat(asked.get().from()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(asked.get().until()).isEqualTo(Instant.parse("2026-03-02T12:00:00Z"));
        assertThat(index.path("requests").asLong()).isEqualTo(3);
        assertThat(index.path("cut").asBoolean()).isEqualTo(cut);
        assertThat(index.path("unreadable").asLong()).isEqualTo(2);
        assertThat(index.path("from").asText()).isEqualTo("2026-03-01T12:00:00Z");
    }

    @Test
    void shouldTakeATimeAgo() {
        // Given
        asked(1, false);

        // When
        get("?from=24h");

        // Then
        TimeRange range = asked.get();
        assertThat(Duration.between(range.from(), range.until())).isEqualTo(Duration.ofHours(24));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operator | ?to=1h | 400 | from is missing",
                "operator | ?frm=1h | 400 | [frm] says nothing here, allowed: [from, to]",
                "operator | ?from=8d | 400 | allowed: up to 7 days",
                "operator | ?from=1h&to=2h | 400 | one that ends after it begins",
                "operator | ?from=soon | 400 | from is 'soon', allowed",
                "operator | ?from=1h | 400 | there are no requests in it",
                "acme | ?from=1h | 403 | operate",
                "nobody | '' | 401 | key",
            })
    void shouldRefuse(String key, String query, int status, String words) {
        // When
        HttpResponse<String> response = scene.get(key, "/operate/dependency" + query);

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(words);
    }
}
