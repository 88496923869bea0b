package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchCommandTest {
    private static final String ANSWERS = """
            {"id":"a.txt","reply":{"outcome":"completed","text":"Short."}}
            {"id":"sub/b.txt","reply":{"outcome":"completed","text":null,"toolCalls":[{"id":"c"}]}}
            """;
    private static final String ERRORS = """
            {"id":"c.txt","reply":{"outcome":"failed","error":{"code":"provider.timeout","message":"too slow"}}}
            {"id":"d.txt","reply":{"outcome":"rejected"},"refused":{"code":"request.invalid","message":"route is missing"}}
            """;

    private final FakeGateway gateway = FakeGateway.start();
    private final Shell shell = new Shell();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void shouldMakeAJobOfAFolderOfTexts() throws IOException {
        // Given
        Path texts = folder.resolve("texts");
        Files.createDirectories(texts.resolve("sub"));
        Files.writeString(texts.resolve("a.txt"), "One \"text\".");
        Files.writeString(texts.resolve("sub/b.txt"), "Another.");
        gateway.on("POST /v1/files", 200, "{\"id\":\"file-1\"}").on("POST /v1/jobs", 202, job("validating", 0, 0, 0));

        // When
        int code = run("submit", texts.toString(), "--max-output-tokens", "50");

        // Then
        assertThat(code).isZero();
        assertThat(shell.out()).isEqualTo("job_1\n");
        assertThat(shell.err()).contains("tieline batch status --url " + gateway.url() + " job_1");
        FakeGateway.Asked upload = gateway.asked("POST /v1/files");
        assertThat(upload.key()).contains("Bearer dev");
        assertThat(upload.idempotencyKey()).isPresent();
        assertThat(upload.body())
                .contains("name=\"purpose\"\r\n\r\nbatch\r\n", "name=\"file\"; filename=\"texts.jsonl\"")
                .contains("{\"id\":\"a.txt\",\"request\":{\"messages\":[{\"role\":\"system\",\"content\":\"Summarise")
                .contains("{\"role\":\"user\",\"content\":\"One \\\"text\\\".\"}],\"maxOutputTokens\":50}}\n")
                .contains("{\"id\":\"sub/b.txt\"");
        assertThat(gateway.asked("POST /v1/jobs").body())
                .isEqualTo("{\"inputFileId\":\"file-1\",\"route\":\"summarize\"}");
    }

    @Test
    void shouldSendAFileOfRequestsAsItIs() throws IOException {
        // Given
        Path file = Files.writeString(
                folder.resolve("r.jsonl"), "{\"id\":\"a\",\"request\":{\"route\":\"r\",\"inputs\":[\"ü\"]}}\n");
        gateway.on("POST /v1/files", 200, "{\"id\":\"file-1\"}").on("POST /v1/jobs", 202, job("validating", 0, 0, 0));

        // When
        int code = run("submit", file.toString(), "--deadline", "12h", "--json");

        // Then
        assertThat(code).isZero();
        assertThat(gateway.asked("POST /v1/files").body()).contains("filename=\"r.jsonl\"", Files.readString(file));
        JsonNode create = json(gateway.asked("POST /v1/jobs").body());
        assertThat(create.has("route")).isFalse();
        assertThat(create.path("deadline").asText()).matches("\\d{4}-.*Z");
        assertThat(json(shell.out()).path("state").asText()).isEqualTo("validating");
    }

    @Test
    void shouldWaitThroughProgressAndAGatewayThatIsAwayAndCollectTheAnswers() throws IOException {
        // Given
        Path text = Files.writeString(folder.resolve("a.txt"), "One.");
        Path out = folder.resolve("out");
        gateway.on("POST /v1/files", 200, "{\"id\":\"file-1\"}")
                .on("POST /v1/jobs", 202, job("validating", 0, 0, 0))
                .on("GET /v1/jobs/job_1", 200, job("running", 4, 0, 0))
                .on("GET /v1/jobs/job_1", 500, FakeGateway.error("somebody stumbled"))
                .on("GET /v1/jobs/job_1", 500, FakeGateway.error("somebody stumbled"))
                .on("GET /v1/jobs/job_1", 200, job("running", 4, 2, 0))
                .on("GET /v1/jobs/job_1", 200, job("completed", 4, 2, 2))
                .on("GET /v1/files/out-1/content", 200, ANSWERS)
                .on("GET /v1/files/err-1/content", 200, ERRORS);

        // When
        int code = run("submit", text.toString(), "--wait", "--every", "1ms", "--output", out.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.err())
                .contains("… its lines are checked", " 0 %  0/4  running", "100 %  4/4  completed")
                .containsOnlyOnce("somebody stumbled; it is asked again")
                .contains("c.txt: FAILED, provider.timeout: too slow")
                .contains("d.txt: REJECTED, request.invalid: route is missing")
                .contains("Job job_1 completed: 2 of 4 answered, 2 failed; cost 0.25 USD (partly estimated)");
        assertThat(out.resolve("a.txt.answer.txt")).hasContent("Short.");
        assertThat(json(Files.readString(out.resolve("sub/b.txt.answer.json")))
                        .at("/toolCalls/0/id")
                        .asText())
                .isEqualTo("c");
    }

    @Test
    void shouldEndWellOnlyIfEveryLineWasAnswered() {
        // Given
        gateway.on("GET /v1/jobs/job_1", 200, job("completed", 4, 4, 0));

        // When
        int code = run("status", "job_1", "--wait");

        // Then
        assertThat(code).isZero();
        assertThat(shell.out()).contains("4 of 4 answered", "0.25 USD");
    }

    @Test
    void shouldTellWhyAJobCouldNotBeRun() {
        // Given
        gateway.on("GET /v1/jobs/job_1", 200, """
                {"id":"job_1","state":"failed","counts":{"total":0},
                 "problems":[{"code":"invalid_id","message":"id is no text","line":7}]}
                """);

        // When
        int waited = run("status", "job_1", "--wait");
        int collected = run("results", "job_1");

        // Then
        assertThat(waited).isEqualTo(1);
        assertThat(collected).isEqualTo(1);
        assertThat(shell.out()).contains("problem", "line 7: id is no text");
        assertThat(shell.err()).contains("Job job_1 failed", "line 7: id is no text");
    }

    @Test
    void shouldPrintTheLinesOfBothFiles() {
        // Given
        gateway.on("GET /v1/jobs/job_1", 200, job("completed", 4, 2, 2))
                .on("GET /v1/files/out-1/content", 200, ANSWERS)
                .on("GET /v1/files/err-1/content", 200, ERRORS);

        // When
        int code = run("results", "job_1");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.out()).isEqualTo(ANSWERS + ERRORS);
    }

    @Test
    void shouldWriteAFileWholeOrNotAtAll() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("all.jsonl"), "before");
        gateway.on("GET /v1/jobs/job_1", 200, job("completed", 4, 2, 2))
                .on("GET /v1/files/out-1/content", 200, ANSWERS)
                .on("GET /v1/files/err-1/content", 404, FakeGateway.error("it was deleted"))
                .on("GET /v1/files/err-1/content", 200, ERRORS);

        // When
        int failed = run("results", "job_1", "--output", file.toString());
        String after = Files.readString(file);
        var _ = run("results", "job_1", "--output", file.toString());

        // Then
        assertThat(failed).isEqualTo(2);
        assertThat(shell.err()).contains("tieline: it was deleted");
        assertThat(after).isEqualTo("before");
        assertThat(file).hasContent(ANSWERS + ERRORS);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void shouldNeverWriteOutsideTheFolder() throws IOException {
        // Given
        Path out = Files.createDirectories(folder.resolve("out"));
        gateway.on("GET /v1/jobs/job_1", 200, job("completed", 4, 2, 2))
                .on("GET /v1/files/out-1/content", 200, """
                        {"id":"../evil","reply":{"outcome":"completed","text":"x"}}
                        {"id":"/tmp/evil","reply":{"outcome":"completed","text":"x"}}
                        {"id":"a\\u0000b","reply":{"outcome":"completed","text":"x"}}
                        {"id":"fine","reply":{"outcome":"completed","text":"x"}}
                        """)
                .on("GET /v1/files/err-1/content", 200, "");

        // When
        int code = run("results", "job_1", "--output", out.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.err()).contains("../evil: its answer can't be written: ", "/tmp/evil: its answer can't");
        assertThat(out).isDirectoryContaining("glob:**/fine.answer.txt");
        assertThat(folder.resolve("evil.answer.txt")).doesNotExist();
        try (var written = Files.list(out)) {
            assertThat(written).hasSize(1);
        }
    }

    @Test
    void shouldSayThatThereAreNoResultsYet() {
        // Given
        gateway.on("GET /v1/jobs/job_1", 200, job("running", 4, 2, 0));

        // When
        int code = run("results", "job_1");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.err()).contains("job job_1 is running", "batch status --wait");
    }

    @Test
    void shouldCancel() {
        // Given
        gateway.on("POST /v1/jobs/job_1/cancel", 202, job("cancelling", 4, 2, 0));

        // When
        int code = run("cancel", "job_1");

        // Then
        assertThat(code).isZero();
        assertThat(shell.out()).contains("Job job_1 cancelling: 2 of 4 answered, 2 open");
        assertThat(gateway.asked("POST /v1/jobs/job_1/cancel").idempotencyKey()).isPresent();
    }

    @Test
    void shouldListJobsAndSayThatThereAreMore() {
        // Given
        gateway.on(
                "GET /v1/jobs?limit=1&after=job_0",
                200,
                "{\"data\":[" + job("running", 4, 2, 0) + "],\"last_id\":\"job_1\",\"has_more\":true}");
        gateway.on("GET /v1/jobs?limit=20", 200, "{\"data\":[],\"has_more\":false}");

        // When
        int code = run("list", "--limit", "1", "--after", "job_0");
        int empty = run("list");

        // Then
        assertThat(code).isZero();
        assertThat(empty).isZero();
        assertThat(shell.out().lines())
                .anySatisfy(
                        line -> assertThat(line).containsSubsequence("job_1", "running", "summarize", "2/4", "0.25"))
                .contains("There are no jobs.");
        assertThat(shell.err()).contains("tieline batch list --url " + gateway.url() + " --after job_1");
    }

    @Test
    void shouldComeBackLaterUnderTheSameKeyWhereItIsAskedTo() throws IOException {
        // Given
        Path text = Files.writeString(folder.resolve("a.txt"), "One.");
        gateway.onAskAgain("POST /v1/files", 503, "Kafka is away")
                .onAskAgain("POST /v1/files", 429, "too many")
                .on("POST /v1/files", 200, "{\"id\":\"file-1\"}")
                .on("POST /v1/jobs", 202, job("validating", 0, 0, 0));

        // When
        int code = run("submit", text.toString());

        // Then
        assertThat(code).isZero();
        assertThat(gateway.asked())
                .filteredOn(asked -> asked.what().equals("POST /v1/files"))
                .hasSize(3)
                .containsOnly(gateway.asked("POST /v1/files"));
    }

    @Test
    void shouldTakeTheKeyOfAFileAndSayWhenItIsUnknown() throws IOException {
        // Given
        Path key = Files.writeString(folder.resolve("key"), "tl-secret\n");
        gateway.on("GET /v1/jobs/job_1", 401, FakeGateway.error("unknown key"));

        // When
        int code = run("status", "job_1", "--key-file", key.toString());

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(gateway.asked("GET /v1/jobs/job_1").key()).contains("Bearer tl-secret");
        assertThat(shell.err())
                .contains("doesn't know this key", "--key-file", "TIELINE_API_KEY")
                .doesNotContain("tl-se");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            403 | {"error":{"message":"the key may not read"}} | 2 | this key isn't enough
            404 | {"error":{"message":"job is 'job_1', which isn't known here"}} | 2 | job is 'job_1', which isn't known here
            500 | {"error":{"message":"oh"}} | 1 | can't do that now: oh
            404 | <html>nothing here</html> | 1 | seems to be no gateway
            200 | <html>hello</html> | 1 | doesn't speak as a gateway does
            200 | {"some":"thing"} | 1 | doesn't speak as a gateway does
            200 | {"id":"job_1","state":"dancing"} | 1 | doesn't speak as a gateway does
            """)
    void shouldSayWhatIsWrongWithTheAnswer(int status, String body, int expected, String words) {
        // Given
        gateway.on("GET /v1/jobs/job_1", status, body);

        // When
        int code = run("status", "job_1");

        // Then
        assertThat(code).isEqualTo(expected);
        assertThat(shell.err()).contains(words).hasLineCount(1);
    }

    @Test
    void shouldSayWhatToDoWhereNobodyAnswers() throws IOException {
        // Given
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        // When
        int code = shell.run("batch", "list", "--url", "http://127.0.0.1:" + port);

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.err()).contains("no gateway answers at", "tieline up", "--url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '' | there is nothing in it
            {"custom_id":"a","method":"POST"} | OpenAI's or Anthropic's
            {"id":1,"request":{}} | allowed: lines such as {"id"
            {"id":"a","request":{"messages":[]}} | --route
            plain words | allowed: lines such as {"id"
            """)
    void shouldLookAtTheFirstLineBeforeAllAreSent(String line, String words) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("r.jsonl"), line);

        // When
        int code = run("submit", file.toString());

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains(file.toString(), words);
        assertThat(gateway.asked()).isEmpty();
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("batch"));
        all.addAll(List.of(args));
        all.addAll(List.of("--url", gateway.url()));
        return shell.run(all.toArray(String[]::new));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static String job(String state, int total, int completed, int failed) {
        boolean ended = state.equals("completed");
        return """
                {"id":"job_1","state":"%s","route":"summarize","createdAt":"2026-05-01T12:00:00Z",
                 "counts":{"total":%d,"completed":%d,"failed":%d,"open":%d},"costMicroUsd":250000,"costEstimated":true,
                 "outputFileId":%s,"errorFileId":%s}
                """.formatted(
                        state,
                        total,
                        completed,
                        failed,
                        total - completed - failed,
                        ended ? "\"out-1\"" : "null",
                        ended ? "\"err-1\"" : "null");
    }
}
