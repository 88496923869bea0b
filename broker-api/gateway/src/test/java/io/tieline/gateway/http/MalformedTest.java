package io.tieline.gateway.http;

import static io.tieline.gateway.http.HttpGatewayTest.MESSAGE;
import static io.tieline.gateway.http.HttpGatewayTest.header;
import static io.tieline.gateway.http.HttpGatewayTest.ids;
import static io.tieline.gateway.http.HttpGatewayTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.client.Request;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobState;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for files and batches that aren't as they should be, and what is answered at once. */
class MalformedTest {
    private static final String MESSAGE_BATCHES = "/v1/messages/batches";

    @TempDir
    private Path folder;

    private HttpScene scene;

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            /v1/files?limit=0 | 400 | limit | Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead.
            /v1/files?limit=10001 | 400 | limit | Invalid 'limit': integer above maximum value. Expected a value <= 10000, but got 10001 instead.
            /v1/files?limit=many | 400 | limit | Invalid type for 'limit': expected an integer, but got a string instead.
            /v1/files?order=newest | 400 | order | Invalid value: 'newest'. Supported values are: 'desc' and 'asc'.
            /v1/files?after=file-none | 404 | id | No such File object: file-none
            /v1/files/file-none | 404 | id | No such File object: file-none
            /v1/files/file-none/content | 404 | id | No such File object: file-none
            /v1/batches?limit=0 | 400 | limit | Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead.
            /v1/batches?limit=-1 | 400 | limit | Invalid 'limit': integer below minimum value. Expected a value >= 1, but got -1 instead.
            /v1/batches?limit=101 | 400 | limit | Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.
            /v1/batches?after=batch_none | 404 | - | No batch found with id 'batch_none'.
            /v1/batches/batch_none | 404 | - | No batch found with id 'batch_none'.
            """)
    void shouldRefuseInOpenAisWords(String path, int status, String param, String message) {
        // When
        HttpResponse<String> response = scene.get("acme", path);

        // Then
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).at("/error/message").asText()).isEqualTo(message);
        assertThat(json(response).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(json(response).at("/error/param").textValue()).isEqualTo(param.equals("-") ? null : param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ?limit=0 | 400 | invalid_request_error | limit: Input should be greater than or equal to 1
            ?limit=1001 | 400 | invalid_request_error | limit: Input should be less than or equal to 1000
            ?limit=many | 400 | invalid_request_error | limit: Input should be a valid integer
            ?after_id=msgbatch_none | 404 | not_found_error | Message Batch msgbatch_none not found.
            ?before_id=msgbatch_none | 404 | not_found_error | Message Batch msgbatch_none not found.
            /msgbatch_none | 404 | not_found_error | Message Batch msgbatch_none not found.
            /msgbatch_none/results | 404 | not_found_error | Message Batch msgbatch_none not found.
            """)
    void shouldRefuseInAnthropicsWords(String path, int status, String type, String message) {
        // When
        HttpResponse<String> response = scene.get("acme", MESSAGE_BATCHES + path);

        // Then
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("type").asText()).isEqualTo("error");
        assertThat(json(response).at("/error/type").asText()).isEqualTo(type);
        assertThat(json(response).at("/error/message").asText()).isEqualTo(message);
        assertThat(json(response).path("request_id").asText()).isEqualTo(header(response, "request-id"));
    }

    @Test
    void shouldListNothingAsAPage() {
        assertThat(scene.get("acme", "/v1/batches").body())
                .isEqualTo("{\"data\":[],\"first_id\":null,\"last_id\":null,\"has_more\":false,\"object\":\"list\"}");
        assertThat(scene.get("acme", MESSAGE_BATCHES).body())
                .isEqualTo("{\"data\":[],\"first_id\":null,\"last_id\":null,\"has_more\":false}");
    }

    /** Fields of a form, in the order in which they come. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            file=a.jsonl | 400 | purpose | Missing required parameter: 'purpose'.
            file=a.jsonl&purpose=novels | 400 | purpose | Invalid value: 'novels'. Supported values are: 'assistants', 'batch', 'fine-tune', 'vision', 'user_data', and 'evals'.
            purpose=batch | 400 | file | Missing required parameter: 'file'.
            purpose=batch&file=a.json | 400 | - | Invalid file format for Batch API. Must be .jsonl
            purpose=batch&file=a.jsonl&expires_after[seconds]=3600 | 400 | expires_after[anchor] | Missing required parameter: 'expires_after[anchor]'.
            purpose=batch&file=a.jsonl&expires_after[anchor]=created_at | 400 | expires_after[seconds] | Missing required parameter: 'expires_after[seconds]'.
            purpose=batch&file=a.jsonl&expires_after[anchor]=now&expires_after[seconds]=3600 | 400 | expires_after[anchor] | Invalid value: 'now'. Supported values are: 'created_at'.
            purpose=batch&file=a.jsonl&expires_after[anchor]=created_at&expires_after[seconds]=3599 | 400 | expires_after[seconds] | Invalid 'expires_after[seconds]': integer below minimum value. Expected a value >= 3600, but got 3599 instead.
            purpose=batch&file=a.jsonl&expires_after[anchor]=created_at&expires_after[seconds]=2592001 | 400 | expires_after[seconds] | Invalid 'expires_after[seconds]': integer above maximum value. Expected a value <= 2592000, but got 2592001 instead.
            purpose=batch&file=a.jsonl&expires_after[anchor]=created_at&expires_after[seconds]=soon | 400 | expires_after[seconds] | Invalid type for 'expires_after[seconds]': expected an integer, but got a string instead.
            purpose=batch&file=a.jsonl&expires_after[anchor]=created_at&expires_after[seconds]=3600 | 200 | - | -
            purpose=assistants&file=a.json | 200 | - | -
            """)
    void shouldRefuseFilesInOpenAisWords(String form, int status, String param, String message) {
        // When
        HttpResponse<String> response = upload(form);

        // Then
        assertThat(response.statusCode()).isEqualTo(status);
        if (status != 200) {
            assertThat(json(response).at("/error/message").asText()).isEqualTo(message);
            assertThat(json(response).at("/error/param").textValue()).isEqualTo(param.equals("-") ? null : param);
        }
    }

    private HttpResponse<String> upload(String form) {
        StringBuilder body = new StringBuilder();
        for (String field : form.split("&", -1)) {
            String[] pair = field.split("=", 2);
            body.append("--limit\r\nContent-Disposition: form-data; name=\"").append(pair[0]);
            body.append(pair[0].equals("file") ? "\"; filename=\"" + pair[1] + "\"\r\n\r\n" : "\"\r\n\r\n" + pair[1]);
            body.append("\r\n");
        }
        return scene.send(scene.request("acme", "/v1/files")
                .header("content-type", "multipart/form-data; boundary=limit")
                .POST(BodyPublishers.ofString(body + "--limit--\r\n")));
    }

    @Test
    void shouldTellWhatAFileIs() {
        // When
        var file = json(upload("purpose=batch&file=a.jsonl"));

        // Then
        assertThat(file.path("status").asText()).isEqualTo("processed");
        assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong())
                .isEqualTo(2_592_000);
        assertThat(file.has("status_details")).isTrue();
        assertThat(file.path("status_details").isNull()).isTrue();
    }

    @Test
    void shouldMakeNoBatchOfAFileForSomethingElse() {
        // Given
        String file = json(upload("purpose=user_data&file=a.jsonl")).path("id").asText();

        // When
        HttpResponse<String> response = scene.post(
                "acme",
                "/v1/batches",
                "{\"input_file_id\":\"" + file
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}");

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/param").asText()).isEqualTo("input_file_id");
    }

    @Test
    void shouldMakeNoJobsOfWhatIsntThere() {
        // Given
        String file = json(scene.upload("acme", "in.jsonl", "{}\n")).path("id").asText();

        // When
        HttpResponse<String> noFile = scene.post("acme", "/v1/jobs", "{\"inputFileId\":\"x\",\"route\":\"summarize\"}");
        HttpResponse<String> noRoute =
                scene.post("acme", "/v1/jobs", "{\"inputFileId\":\"" + file + "\",\"route\":\"none\"}");

        // Then
        assertThat(noFile.statusCode()).isEqualTo(400);
        assertThat(json(noFile).at("/error/message").asText()).isEqualTo("inputFileId is 'x', which isn't known here");
        assertThat(noRoute.statusCode()).isEqualTo(404);
        assertThat(json(noRoute).at("/error/message").asText()).isEqualTo("route is 'none', which isn't known here");
        assertThat(ids(scene.get("acme", "/v1/jobs"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "order-1, 200",
        "batch_0123-7, 200",
        // Version 7, from 1970, from 10889, and from today.
        "00000000-0000-7000-8000-000000000000, 404",
        "ffffffff-ffff-7000-8000-000000000000, 404",
        "now, 200",
    })
    void shouldKnowOfRequestsThatCanNeverHaveBeen(String id, int status) {
        // Given
        String path = "/v1/requests/" + (id.equals("now") ? Request.newId() : id);

        // Then
        assertThat(scene.get("acme", path).statusCode()).isEqualTo(status);
        assertThat(scene.post("acme", path + "/cancel", "").statusCode()).isEqualTo(status == 200 ? 202 : 404);
        assertThat(scene.get("acme", "/v1/requests/" + "x".repeat(201)).statusCode())
                .isEqualTo(404);
    }

    private static String request(String id) {
        return "{\"custom_id\":\"" + id + "\",\"params\":" + MESSAGE + "}";
    }

    private static String requests(String... requests) {
        return "{\"requests\":[" + String.join(",", requests) + "]}";
    }

    @Test
    void shouldKeepTheRequestsOfAMessageBatch() {
        // When
        String id = json(scene.post("acme", MESSAGE_BATCHES, requests(request("a"), request("b"))))
                .path("id")
                .asText();

        // Then
        Job job = scene.jobs.get(id).orElseThrow();
        assertThat(job.getTotal()).isEqualTo(2);
        assertThat(scene.get("acme", "/v1/files/" + job.getInputFileId() + "/content")
                        .body())
                .isEqualTo(request("a") + "\n" + request("b") + "\n");
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "" | 400 | invalid_request_error
            {"requests":[ | 400 | invalid_request_error
            {"requests":[]} | 400 | invalid_request_error
            long | 413 | request_too_large
            """)
    void shouldKeepNothingOfAMessageBatchThatIsNone(String body, int status, String type) {
        // Given
        String sent = body.equals("long")
                ? requests(request("a"), "{\"custom_id\":\"b\",\"params\":{\"x\":\"" + "x".repeat(3_000_000) + "\"}}")
                : body;

        // When
        HttpResponse<String> response = scene.post("acme", MESSAGE_BATCHES, sent);

        // Then
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).at("/error/type").asText()).isEqualTo(type);
        assertThat(scene.topic.keys()).isEmpty();
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void shouldAnswerTheSameToTheSameMessageBatch() {
        // Given
        String[] key = {"Idempotency-Key", "k-1"};
        String[] wrongKey = {"Idempotency-Key", "k-2"};
        String text = "{\"custom_id\":\"a\",\"params\":{\"x\":\"" + "x".repeat(100_000) + "\"}}";
        // Other than the next at its end, behind what is wrong with it.
        String wrong = requests(request("no id"), text, request("b"));

        // When
        HttpResponse<String> first = scene.post("acme", MESSAGE_BATCHES, requests(request("a")), key);
        HttpResponse<String> again = scene.post("acme", MESSAGE_BATCHES, requests(request("a")), key);
        HttpResponse<String> other = scene.post("acme", MESSAGE_BATCHES, requests(request("b")), key);

        // Then
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(scene.topic.keys()).hasSize(1);

        // And
        assertThat(scene.post("acme", MESSAGE_BATCHES, wrong, wrongKey).statusCode())
                .isEqualTo(400);
        assertThat(header(scene.post("acme", MESSAGE_BATCHES, wrong, wrongKey), "idempotent-replayed"))
                .isEqualTo("true");
        assertThat(scene.post("acme", MESSAGE_BATCHES, wrong.replace("\"b\"", "\"c\""), wrongKey)
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void shouldCancelAsEachApiDoesWhateverTheState() {
        // Given
        String openAi = json(scene.post(
                        "acme",
                        "/v1/batches",
                        "{\"input_file_id\":\"x\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}"))
                .path("id")
                .asText();
        String anthropic = json(scene.post("acme", MESSAGE_BATCHES, requests(request("a"))))
                .path("id")
                .asText();

        // Then
        for (JobState state : JobState.values()) {
            boolean open = List.of(JobState.VALIDATING, JobState.RUNNING, JobState.CANCELLING, JobState.CANCELLED)
                    .contains(state);
            for (String id : List.of(openAi, anthropic)) {
                scene.jobs.put(Job.newBuilder(scene.jobs.get(id).orElseThrow())
                        .setState(state)
                        .setCancellingAt(null)
                        .build());
            }
            assertThat(scene.post("acme", "/v1/batches/" + openAi + "/cancel", "")
                            .statusCode())
                    .as("%s", state)
                    .isEqualTo(open ? 200 : 409);
            assertThat(scene.post("acme", MESSAGE_BATCHES + "/" + anthropic + "/cancel", "")
                            .statusCode())
                    .as("%s", state)
                    .isEqualTo(200);
        }
    }
}
