package io.tieline.health.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryServerTest {
    private final FakeBoard board = FakeBoard.withTwoEndpoints();
    private QueryServer server;
    private Asking asking;

    @BeforeEach
    void start() {
        server = new QueryServer(InetSocketAddress.createUnresolved("127.0.0.1", 0), board, () -> FakeBoard.NOW);
        asking = new Asking(server.port());
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
    }

    private Map<String, Object> ask(String path) throws Exception {
        HttpResponse<String> answer = asking.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return Asking.json(answer);
    }

    private static Map<String, Object> named(String id, List<Map<String, Object>> all) {
        return all.stream()
                .filter(each -> id.equals(each.get("id")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + id + " among " + all));
    }

    private static void assertError(HttpResponse<String> answer, int status, String code, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        Map<String, Object> error = Asking.object(Asking.json(answer), "error");
        assertThat(error.get("code")).isEqualTo(code);
        assertThat(String.valueOf(error.get("message"))).contains(message);
    }

    @Test
    void tellsOfEndpointsProvidersAndFailureDomains() throws Exception {
        // When
        Map<String, Object> all = ask("/v1/health");
        // Then
        assertThat(all).containsOnlyKeys("asOf", "endpoints", "providers", "failureDomains");
        assertThat(all.get("asOf")).isEqualTo(FakeBoard.NOW.toString());
        assertThat(Asking.list(all, "endpoints"))
                .extracting(each -> each.get("id"))
                .containsExactly(FakeBoard.HEALTHY, FakeBoard.DOWN);
        assertThat(Asking.list(all, "providers"))
                .extracting(each -> each.get("id"))
                .containsExactly("alpha", "beta");
        assertThat(Asking.list(all, "failureDomains")).singleElement().satisfies(domain -> {
            assertThat(domain.get("id")).isEqualTo(Attempts.DOMAIN);
            assertThat(domain.get("state")).isEqualTo("SUSPECT");
            assertThat(domain.get("members")).isEqualTo(List.of(FakeBoard.HEALTHY, FakeBoard.DOWN));
            assertThat(domain).doesNotContainKeys("evidence", "model", "until", "probe");
        });
    }

    @Test
    void tellsWhatIsKnownOfAnEndpoint() throws Exception {
        // When
        Map<String, Object> down = named(FakeBoard.DOWN, Asking.list(ask("/v1/health"), "endpoints"));
        // Then
        assertThat(down)
                .containsEntry("provider", "beta")
                .containsEntry("model", "two")
                .containsEntry("failureDomains", List.of(Attempts.DOMAIN))
                .containsEntry("state", "DOWN")
                .containsEntry("reasonCode", "provider.server_error")
                .containsEntry("epoch", 2L)
                .containsEntry("admittedShare", 0.0)
                .containsEntry("overdueAfterMillis", 60_000L)
                .containsEntry("updatedAt", FakeBoard.NOW.toString())
                .doesNotContainKey("probe");
        assertThat(Instant.parse((String) down.get("since"))).isBefore(FakeBoard.NOW);
        assertThat(Instant.parse((String) down.get("until"))).isAfter(FakeBoard.NOW);
        Map<String, Object> evidence = Asking.object(down, "evidence");
        assertThat(evidence.get("workers")).isEqualTo(List.of("w-1"));
        assertThat(evidence.get("score"))
                .isInstanceOfSatisfying(Double.class, score -> assertThat(score).isGreaterThan(18));
        Map<String, Object> window = Asking.list(down, "windows").getFirst();
        assertThat(window.get("lengthMillis")).isEqualTo(10_000L);
        assertThat(window.get("failures")).isEqualTo(Map.of("provider.server_error", 10L));
    }

    @Test
    void tellsOfOneEndpointAlone() throws Exception {
        // When
        Map<String, Object> one = ask("/v1/health?endpoint=beta%2Ftwo");
        // Then
        assertThat(Asking.list(one, "endpoints"))
                .extracting(each -> each.get("id"))
                .containsExactly(FakeBoard.DOWN);
        assertThat(Asking.list(one, "providers")).isEmpty();
        assertThat(ask("/v1/health?endpoint=beta/two")).isEqualTo(one);
    }

    @Test
    void knowsNothingOfAnEndpointThatNobodyCalled() throws Exception {
        assertThat(Asking.list(ask("/v1/health?endpoint=gamma/three"), "endpoints"))
                .isEmpty();
    }

    @Test
    void tellsWhatChanged() throws Exception {
        // When
        Map<String, Object> history = ask("/v1/health/history");
        // Then
        assertThat(board.historySince()).isEqualTo(FakeBoard.NOW.minus(Duration.ofHours(24)));
        assertThat(Asking.list(history, "transitions"))
                .hasSize(2)
                .first()
                .isEqualTo(Map.of(
                        "endpoint", FakeBoard.DOWN,
                        "from", "SUSPECT",
                        "to", "DOWN",
                        "at", FakeBoard.NOW.minusSeconds(5).toString(),
                        "reasonCode", "provider.timeout",
                        "reason", "it \"fails\""));
    }

    @Test
    void tellsWhatChangedOfOneEndpointInTheHoursAskedFor() throws Exception {
        // When
        Map<String, Object> history = ask("/v1/health/history?hours=3&endpoint=alpha/one");
        // Then
        assertThat(board.historySince()).isEqualTo(FakeBoard.NOW.minus(Duration.ofHours(3)));
        assertThat(Asking.list(history, "transitions"))
                .extracting(each -> each.get("endpoint"))
                .containsExactly(FakeBoard.HEALTHY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "25", "-1", "+1", "1.5", "1h", "", "100", "999999999999", "%F0%9F%95%90", "%20"})
    void refusesHoursThatItHasNoHistoryOf(String hours) throws Exception {
        assertError(asking.get("/v1/health/history?hours=" + hours), 400, "bad_request", "allowed: 1 to 24");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "24, 24", "07, 7"})
    void takesHoursWithinTheDay(String hours, int expected) throws Exception {
        // When
        var _ = ask("/v1/health/history?hours=" + hours);
        // Then
        assertThat(board.historySince()).isEqualTo(FakeBoard.NOW.minus(Duration.ofHours(expected)));
    }

    @Test
    void isAliveBeforeItIsReady() throws Exception {
        // Given
        board.setReady(false);
        // When
        HttpResponse<String> live = asking.get("/live");
        HttpResponse<String> starting = asking.get("/ready");
        board.setReady(true);
        HttpResponse<String> ready = asking.get("/ready");
        // Then
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).isEqualTo("alive\n");
        assertThat(starting.statusCode()).isEqualTo(503);
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/health", "/v1/health/history"})
    void saysThatItCantTellNowAndWhenToAskAgain(String path) throws Exception {
        // Given
        board.setNotNow("the work is being shared out");
        // When
        HttpResponse<String> answer = asking.get(path);
        // Then
        assertError(answer, 503, "not_now", "the work is being shared out");
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
    }

    @ParameterizedTest
    @CsvSource({"POST, /v1/health", "PUT, /v1/health", "DELETE, /v1/health/history", "POST, /ready", "POST, /live"})
    void letsNobodyChangeAnything(String method, String path) throws Exception {
        assertThat(asking.send(method, path).statusCode()).isIn(404, 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/health/other", "/metrics", "/v1/health/../../etc/passwd"})
    void hasNothingElse(String path) throws Exception {
        assertThat(asking.get(path).statusCode()).isIn(400, 404);
    }
}
