package io.tieline.health.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions for what was spent. It is the first of March, at noon. */
class SpendAnswerTest {
    private final FakeBoard board = new FakeBoard();
    private QueryServer server;
    private Asking asking;

    @BeforeEach
    void start() {
        board.setSums(List.of(
                sum(SpendScope.TENANT, "acme", "2026-03", 10),
                sum(SpendScope.TENANT, "a/b c", "2026-03", 30),
                sum(SpendScope.TENANT, "also ten", "2026-03", 10),
                sum(SpendScope.TENANT, "acme", "2026-03-01", 5),
                sum(SpendScope.TENANT, "acme", "2026-02", 7),
                sum(SpendScope.ROUTE, "summarize", "2026-03", 50),
                sum(SpendScope.JOB, "nightly", "", 40)));
        server = new QueryServer(
                InetSocketAddress.createUnresolved("127.0.0.1", 0), board, InstantSource.fixed(FakeBoard.NOW));
        asking = new Asking(server.port());
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
    }

    private static Spend sum(SpendScope scope, String name, String period, long microUsd) {
        return new Spend(
                scope,
                name,
                period,
                3L,
                200L,
                50L,
                80L,
                microUsd,
                1L,
                Map.of("w-2", 1L, "w-1", microUsd - 1),
                FakeBoard.NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|a/b c,acme,also ten",
                "?by=tenant&period=month|a/b c,acme,also ten",
                "?period=2026-03|a/b c,acme,also ten",
                "?period=today|acme",
                "?period=2026-03-01|acme",
                "?period=2026-02|acme",
                "?period=2025-01|''",
                "?name=acme|acme",
                "?name=a%2Fb+c|a/b c",
                "?name=nobody|''",
                "?by=route|summarize",
                "?by=endpoint|''",
                "?by=job|nightly",
                "?by=job&name=nightly|nightly"
            })
    void answersWithTheMostFirst(String query, String names) throws Exception {
        // When
        HttpResponse<String> answer = asking.get("/v1/spend" + query);
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Asking.list(Asking.json(answer), "sums"))
                .extracting(each -> String.valueOf(each.get("name")))
                .containsExactly(names.isEmpty() ? new String[0] : names.split(",", -1));
    }

    @Test
    void tellsAllFigures() throws Exception {
        // When
        Map<String, Object> answer = Asking.json(asking.get("/v1/spend?name=acme"));
        // Then
        assertThat(answer).containsEntry("by", "tenant").containsEntry("period", "2026-03");
        assertThat(Asking.list(answer, "sums"))
                .containsExactly(Map.of(
                        "name", "acme",
                        "attempts", 3L,
                        "inputTokens", 200L,
                        "cachedInputTokens", 50L,
                        "outputTokens", 80L,
                        "costMicroUsd", 10L,
                        "estimatedMicroUsd", 1L,
                        "byWorker", Map.of("w-1", 9L, "w-2", 1L),
                        "updatedAt", FakeBoard.NOW.toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?by=Tenant|by is 'Tenant', allowed: tenant, route, endpoint, job",
                "?period=yesterday|period is 'yesterday', allowed: a day such as 2026-11-25",
                "?period=2026-02-30|period is '2026-02-30', allowed: a day such as 2026-11-25",
                "?period=2026-3-1|period is '2026-3-1', allowed: a day such as 2026-11-25",
                "?by=job&period=today|period is 'today', allowed: none, as a job is added up as a whole"
            })
    void saysWhatIsAllowed(String query, String message) throws Exception {
        // When
        HttpResponse<String> answer = asking.get("/v1/spend" + query);
        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
    }
}
