package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.health.query.Board;
import io.tieline.health.query.BoardAnswer;
import io.tieline.health.query.QueryServer;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpendCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final List<Spend> sums = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final PrintStream realOut = System.out;
    private QueryServer server;

    /** What a health stream knows. */
    private final class TestBoard implements Board {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public BoardAnswer<List<ProviderHealth>> health(Instant now) {
            throw new UnsupportedOperationException("nobody asks for it here");
        }

        @Override
        public BoardAnswer<List<Transition>> history(Instant since) {
            throw new UnsupportedOperationException("nobody asks for it here");
        }

        @Override
        public BoardAnswer<List<Spend>> spend(SpendScope by, String period) {
            return new BoardAnswer.Here<>(sums.stream()
                    .filter(sum -> sum.getScope() == by && sum.getPeriod().equals(period))
                    .toList());
        }
    }

    @BeforeEach
    void start() {
        InetSocketAddress anyPort = InetSocketAddress.createUnresolved("127.0.0.1", 0);
        server = new QueryServer(anyPort, new TestBoard(), InstantSource.fixed(NOW));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        add(SpendScope.TENANT, "acme", "2026-11", 1_500_000, 0);
        add(SpendScope.TENANT, "umbrella/labs", "2026-11", 2_250_000, 250_000);
        add(SpendScope.TENANT, "acme", "2026-11-25", 40, 0);
        add(SpendScope.TENANT, "acme", "2026-10", 9_000_000, 0);
        add(SpendScope.ENDPOINT, "openai/gpt-4o", "2026-11", 77, 0);
        add(SpendScope.JOB, "nightly", "", 123_456, 0);
    }

    @AfterEach
    void stop() {
        System.setOut(realOut);
        server.close();
    }

    private void add(SpendScope scope, String name, String period, long microUsd, long estimated) {
        sums.add(new Spend(
                scope, name, period, 12L, 3_000L, 1_000L, 400L, microUsd, estimated, Map.of("w-1", microUsd), NOW));
    }

    private int run(String... options) {
        List<String> args = new ArrayList<>(List.of("spend", "--url", "http://127.0.0.1:" + server.port()));
        args.addAll(List.of(options));
        return Main.commandLine().setErr(new PrintWriter(err)).execute(args.toArray(String[]::new));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldShowThePresentMonthByTenant() {
        // When
        int code = run();

        // Then
        assertThat(code).isZero();
        assertThat(text()).isEqualTo("""
                        TENANT in 2026-11  CALLS  TOKENS IN  CACHED  TOKENS OUT  USD
                        umbrella/labs      12     3000       1000    400         ~2.25
                        acme               12     3000       1000    400         1.50

                        Together ~3.75 USD
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "--period=today,,acme,0.00004",
        "--period=2026-11-25,,acme,0.00004",
        "--period=2026-10,,acme,9.00",
        "--period=month,acme,acme,1.50",
        "--by=endpoint,,openai/gpt-4o,0.000077",
        "--by=job,nightly,nightly,0.123456"
    })
    void shouldShowWhatIsAskedFor(String option, String name, String shown, String usd) {
        // When
        int code = name == null ? run(option) : run(option, name);

        // Then
        assertThat(code).isZero();
        assertThat(text().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .startsWith(shown + " ")
                .endsWith(" " + usd);
    }

    @Test
    void shouldPrintJson() throws Exception {
        // When
        var _ = run("--json", "acme");

        // Then
        JsonNode answer = new ObjectMapper().readTree(text());
        assertThat(answer.get("period").asText()).isEqualTo("2026-11");
        assertThat(answer.get("sums")).hasSize(1);
        assertThat(answer.at("/sums/0/costMicroUsd").asLong()).isEqualTo(1_500_000);
        assertThat(answer.at("/sums/0/byWorker/w-1").asLong()).isEqualTo(1_500_000);
    }

    @Test
    void shouldSayThatNothingWasSpent() {
        // When, Then
        assertThat(run("--by", "route")).isZero();
        assertThat(text()).isEqualTo("Nothing was spent in 2026-11.\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--by=moon|by is 'moon', allowed: tenant, route, endpoint, job",
                "--period=2026-13|period is '2026-13', allowed: a day such as 2026-11-25, a month such as 2026-11, today, month",
                "--period=25.11.2026|period is '25.11.2026', allowed: a day such as",
                "--url=ftp://nowhere|--url is ftp://nowhere, allowed: such as http://127.0.0.1:8091"
            })
    void shouldSayWhatIsAllowed(String option, String message) {
        // When
        int code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute(
                        option.startsWith("--url")
                                ? new String[] {"spend", option}
                                : new String[] {"spend", "--url", "http://127.0.0.1:" + server.port(), option});

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("tieline: " + message);
    }

    @Test
    void shouldKnowNoPeriodOfAJob() {
        // When, Then
        assertThat(run("--by=job", "--period=2026-11")).isEqualTo(2);
        assertThat(err.toString()).contains("period is '2026-11', allowed: none, as a job is added up as a whole");
    }
}
