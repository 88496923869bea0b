package io.tieline.gateway.http;

import static io.tieline.gateway.http.HttpGatewayTest.CHAT;
import static io.tieline.gateway.http.HttpGatewayTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.schemas.OwnedId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorPathsTest {
    @TempDir
    private Path folder;

    private HttpScene scene;
    private String acmes;
    private String mallorys;

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
        acmes = submit("acme");
        mallorys = submit("mallory");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private String submit(String key) {
        String line = "{\"id\":\"a\",\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}}\n";
        String file = json(scene.upload(key, "a.jsonl", line)).path("id").asText();
        String body = "{\"route\":\"summarize\",\"inputFileId\":\"" + file + "\"}";
        return json(scene.post(key, "/v1/jobs", body)).path("id").asText();
    }

    @Test
    void shouldShowTheJobsOfAllTenants() {
        // When
        HttpResponse<String> all = scene.get("operator", "/operate/jobs");
        HttpResponse<String> acme = scene.get("operator", "/operate/jobs?tenant=acme&state=validating");
        HttpResponse<String> ended = scene.get("operator", "/operate/jobs?state=completed");
        HttpResponse<String> page = scene.get("operator", "/operate/jobs?limit=1");

        // Then
        assertThat(ids(all)).containsExactlyInAnyOrder(acmes, mallorys);
        assertThat(ids(acme)).containsExactly(acmes);
        assertThat(json(acme).at("/data/0/tenant").asText()).isEqualTo("acme");
        assertThat(ids(ended)).isEmpty();
        assertThat(ids(page)).hasSize(1);
        assertThat(ids(scene.get("operator", "/operate/jobs?after=" + ids(page).getFirst())))
                .hasSize(1);
    }

    private static List<String> ids(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response)
                .path("data")
                .valueStream()
                .map(each -> each.path("id").asText())
                .toList();
    }

    @Test
    void shouldStopAnybodysJob() {
        // When
        HttpResponse<String> response = scene.post("operator", "/operate/jobs/" + acmes + "/cancel", "");

        // Then
        assertThat(json(response).path("state").asText()).isEqualTo("cancelling");
        JsonNode seen = json(scene.get("acme", "/v1/jobs/" + acmes));
        assertThat(seen.path("cancellingAt").isNull()).isFalse();
        assertThat(json(scene.get("mallory", "/v1/jobs/" + mallorys))
                        .path("cancellingAt")
                        .isNull())
                .isTrue();
    }

    @Test
    void shouldTakeAnybodysRequestBack() {
        // When
        HttpResponse<String> response = scene.post("operator", "/operate/tenants/acme/requests/r-1/cancel", "");

        // Then
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(scene.broker.cancelled()).containsExactly(new OwnedId("acme", "r-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "operator, /operate/jobs/job_none, 404, job",
        "operator, /operate/jobs?state=done, 400, state",
        "operator, /operate/jobs?limit=0, 400, limit",
        "operator, /operate/jobs?after=job_none, 404, job_none",
        "operator, /operate/nothing, 404, nothing at this path",
        "acme, /operate/jobs, 403, operate",
        "reader, /operate/jobs, 403, operate",
        "'', /operate/jobs, 401, key",
        "nobody, /operate/jobs, 401, key"
    })
    void shouldRefuse(String key, String path, int status, String words) {
        // When
        HttpResponse<String> response = scene.get(key, path);

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(words);
    }

    @Test
    void shouldKeepOperatorsAndCallersApart() {
        // When
        HttpResponse<String> jobsAtCallers =
                scene.send(scene.request("operator", scene.gateway.port(), "/operate/jobs"));
        HttpResponse<String> filesByOperator = scene.get("operator", "/v1/files");
        HttpResponse<String> chatByOperator = scene.post("operator", "/v1/chat/completions", CHAT);
        HttpResponse<String> filesAtOperators =
                scene.send(scene.request("acme", scene.gateway.operatorsPort(), "/v1/files"));

        // Then
        assertThat(jobsAtCallers.statusCode()).isEqualTo(404);
        assertThat(filesByOperator.statusCode()).isEqualTo(403);
        assertThat(chatByOperator.statusCode()).isEqualTo(403);
        assertThat(filesAtOperators.statusCode()).isEqualTo(404);
    }
}
