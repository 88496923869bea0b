package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static final String ELSEWHERE = """
            kafka: {bootstrap-servers: "127.0.0.1:1"}
            registry: {url: "http://127.0.0.1:1/apis/registry/v3"}
            """;

    private final Shell shell = new Shell();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "submit",
                "cancel",
                "dispatcher",
                "health-stream",
                "gateway",
                "batch",
                "batch submit",
                "batch status",
                "batch results",
                "batch cancel",
                "batch list",
                "key",
                "key hash",
                "health",
                "sim",
                "topics",
                "topics create",
                "catalog",
                "catalog check",
                "catalog show",
                "dead-letters",
                "dead-letters list",
                "dead-letters show",
                "dead-letters stats",
                "replay",
                "replay start",
                "replay edit",
                "replay list",
                "replay show",
                "replay pause",
                "replay resume",
                "replay cancel",
                "explain"
            })
    void shouldHelpEverywhere(String command) {
        // When
        int code = shell.run((command + " --help").split(" "));

        // Then
        assertThat(code).isZero();
        assertThat(shell.out()).contains("Usage: tieline", "--help");
    }

    @Test
    void shouldSayWhichOptionsThereAreForAnUnknownOne() {
        // When
        int code = shell.run("demo", "--outrage", "all");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("--outrage", "--outage");
    }

    @Test
    void shouldNotBuryWhatIsWrongUnderTheWholeHelp() {
        // When
        int code = shell.run("batch", "submit", "docs", "--deadline", "soon");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err())
                .contains("'soon' is no length of time", "tieline batch submit --help")
                .hasLineCount(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--outage-for,10,'500ms, 30s, 5m, 2h, 7d'",
        "--outage-for,PT10S,'500ms, 30s, 5m, 2h, 7d'",
        "--outage-for,0s,longer than nothing",
        "--outage,some,'none, primary, all'",
        "--requests,0,1 to 1000000",
        "--outage-after,100,0 to 99"
    })
    void shouldNameWrongValuesAndWhatIsAllowed(String option, String value, String allowed) {
        // When
        int code = shell.run("demo", option, value);

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains(option, value, allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "up,--speed,0,'more than 0'",
        "up,--kafka-port,70000,0 (any free one) to 65535",
        "up,--health-port,-1,0 (any free one) to 65535",
        "up,--health-port,8090,another than that of --simulator-port",
        "up,--gateway-port,9092,another than that of --kafka-port",
        "up,--gateway-port,65536,0 (any free one) to 65535",
        "batch submit README.md,--deadline,15d,'more than 0s, up to 14d'",
        "batch submit README.md,--max-output-tokens,0,1 or more",
        "batch submit README.md,--every,0s,longer than nothing",
        "batch submit README.md,--output,out,only with --wait",
        "batch submit README.md,--url,localhost:8080,such as http://127.0.0.1:8080",
        "batch submit README.md,--url,127.0.0.1:8080,such as http://127.0.0.1:8080",
        "batch submit README.md,--url,http://127.0.0.1:8080/v1,without /v1",
        "batch status job_1,--every,0s,longer than nothing",
        "batch list,--limit,0,1 to 100",
        "batch list,--limit,101,1 to 100",
        "batch list,--key-file,nowhere.txt,there is no such file",
        "key hash --new,--right,all,'submit, read_own, operate'",
        "sim,--port,65536,0 (any free one) to 65535",
        "submit README.md,--deadline,0s,'more than 0s, up to 14d'",
        "submit README.md,--deadline,400d,'more than 0s, up to 14d'",
        "submit README.md,--lane,fast,'interactive, batch'",
        "submit README.md,--min-tier,best,'basic, standard, frontier'",
        "submit README.md,--max-call-usd,cheap,such as 0.02",
        "submit README.md,--max-call-usd,-1,0 or more",
        "submit README.md,--max-output-tokens,0,1 or more",
        "submit README.md,--json-schema,nowhere.json,there is no such file",
        "submit README.md,--json-schema,pom.xml,a JSON object (Unexpected",
        "submit README.md,--jurisdiction,'','names, such as eu'",
        "submit README.md,--job,'',1 to 200 characters",
        "cancel,--job,'',1 to 200 characters",
        "health --url http://127.0.0.1:1,--hours,25,1 to 24"
    })
    void shouldRefuseWrongValuesBeforeAnythingStarts(String command, String option, String value, String allowed) {
        // When
        int code = shell.run((command + " " + option + "=" + value).split(" "));

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains(option, value, allowed);
    }

    @ParameterizedTest
    @CsvSource({"up,--data", "submit README.md,--out", "submit README.md,--json", "demo,--json"})
    void shouldRefusePlacesThatCannotBeWrittenBeforeAnythingStarts(String command, String option, @TempDir Path folder)
            throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), ELSEWHERE);
        Path place = Files.writeString(folder.resolve("file"), "in the way").resolve("below");
        String all = command + (command.startsWith("submit") ? " --config " + config : "") + " " + option + " " + place;

        // When
        int code = shell.run(all.split(" "));

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains(option + " is " + place + ": ").hasLineCount(1);
    }

    @Test
    void shouldNameTheConfigurationThatDoesNotExist() {
        // When
        int code = shell.run("submit", "--config", "nowhere.yaml", "README.md");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("nowhere.yaml: there is no such file");
    }

    @Test
    void shouldNotCancelHalfOfWhatWasMeant() {
        // When
        int code = shell.run("cancel", "order-17", "");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("REQUEST_ID is '', allowed: 1 to 200 characters");
    }

    @Test
    void shouldAskWhatToCancel() {
        // When
        int code = shell.run("cancel");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("name ids of requests, or a job with --job");
    }

    @Test
    void shouldRefuseContraryWishes() {
        // When
        int code = shell.run("submit", "--allow-degraded", "--no-degraded", "README.md");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("--allow-degraded", "--no-degraded", "mutually exclusive");
    }

    @Test
    void shouldNameTheDocumentThatDoesNotExist() {
        // When
        int code = shell.run("demo", "nowhere.txt");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("nowhere.txt: there is no such file or folder");
    }

    @Test
    void shouldNameThePlaceOfAWrongSetting(@TempDir Path folder) throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), ELSEWHERE + "dispatcher: {grace: 5}");

        // When
        int code = shell.run("dispatcher", "--config", config.toString());

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("t.yaml:3", "dispatcher.grace", "'5'", "5s");
    }

    @ParameterizedTest
    @CsvSource({
        "topics.partitions,'topics: {partitions: 0}'",
        "topics.replication-factor,'topics: {replication-factor: 0}'",
        "dispatcher.max-attempts,'dispatcher: {max-attempts: 0}'",
        "dispatcher.limits.in-flight,'dispatcher: {limits: {in-flight: 0}}'",
        "dispatcher.breakers.window,'dispatcher: {breakers: {window: 0}}'"
    })
    void shouldNotTakeAZeroForTheDefault(String field, String yaml, @TempDir Path folder) throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), ELSEWHERE + yaml);

        // When
        int code = shell.run("dispatcher", "--config", config.toString());

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("t.yaml:3: " + field + " is '0', allowed: more than that");
    }

    @Test
    void shouldNameTheAddressThatTheHealthStreamCannotHave(@TempDir Path folder) throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Path config =
                    Files.writeString(folder.resolve("t.yaml"), ELSEWHERE + "health: {listen: \"" + listen + "\"}");

            // When
            int code = shell.run("health-stream", "--config", config.toString());

            // Then
            assertThat(code).isEqualTo(1);
            assertThat(shell.err()).contains("can't listen at " + listen, "health.listen");
        }
    }

    @Test
    void shouldSayWhatADispatcherLacks(@TempDir Path folder) throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), ELSEWHERE);

        // When
        int code = shell.run("dispatcher", "--config", config.toString());

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("'catalogue' is missing");
    }

    @Test
    void shouldSayWhereTheCatalogueGoes(@TempDir Path folder) throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), ELSEWHERE + "catalogue: {endpoints: []}");

        // When
        int code = shell.run("dispatcher", "--config", config.toString());

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err())
                .contains(
                        "t.yaml:3: catalogue is a mapping, allowed: the path of a file; what stands here goes into a file"
                                + " of its own");
    }

    @Test
    void shouldTellAllThatIsWrongWithACatalogue(@TempDir Path folder) throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), ELSEWHERE + "catalogue: c.yaml");
        Files.writeString(folder.resolve("c.yaml"), "providers: [{name: a, timeout: 5}]\nendpoints: []");

        // When
        int code = shell.run("dispatcher", "--config", config.toString());

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("c.yaml:1: providers[0].timeout is '5'", "c.yaml:1: routes is missing");
    }
}
