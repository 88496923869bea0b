package io.tieline.gateway.http;

import static io.tieline.gateway.http.HttpGatewayTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayPathsTest {
    private static final String ORDER = """
            {"selection": {"codes": ["provider.*"], "tenants": ["acme"]},
             "overrides": {"endpointsDenied": ["openai-eu/gpt-x"], "deadlineSeconds": 90, "lane": "interactive"},
             "perSecond": 25, "rampSeconds": 30, "mostOpen": 9, "failureLimit": 0.2, "failureWindow": 10,
             "maxGeneration": 2, "why": "the outage of this morning"}""";

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

    private HttpResponse<String> order(String body) {
        return scene.post("operator", "/operate/replays", body);
    }

    @Test
    void shouldOrderAReplayAndKeepWhoDidAndWhy() {
        // When
        HttpResponse<String> response = order(ORDER);

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        Replay replay = scene.replays.all().getFirst();
        assertThat(replay.getSelection())
                .isEqualTo("{\"source\":\"dead-letters\",\"tenants\":[\"acme\"],\"codes\":[\"provider.*\"]}");
        assertThat(replay.getOverrides().getEndpointsDenied()).containsExactly("openai-eu/gpt-x");
        assertThat(replay.getOverrides().getDeadlineMillis()).isEqualTo(90_000);
        assertThat(replay.getOverrides().getLane()).isEqualTo("interactive");
        assertThat(replay.getPerSecond()).isEqualTo(25);
        assertThat(replay.getRampMillis()).isEqualTo(30_000);
        assertThat(replay.getMostOpen()).isEqualTo(9);
        assertThat(replay.getFailureLimit()).isEqualTo(0.2);
        assertThat(replay.getFailureWindow()).isEqualTo(10);
        assertThat(replay.getMaxGeneration()).isEqualTo(2);
        assertThat(replay.getWhy()).isEqualTo("the outage of this morning");
        assertThat(replay.getRequestedBy()).isNotBlank();
        JsonNode shown = json(scene.get("operator", "/operate/replays/replay-1"));
        assertThat(shown.at("/audit/0/order").asText()).isEqualTo("start");
        assertThat(shown.at("/audit/0/by").asText()).isEqualTo(replay.getRequestedBy());
        assertThat(json(scene.get("operator", "/operate/replays"))
                        .at("/data/0/id")
                        .asText())
                .isEqualTo("replay-1");
    }

    @Test
    void shouldTellBeforehandWhatItWouldDo() {
        // When
        JsonNode preview = json(order(ORDER.replace("\"why\"", "\"dryRun\": true, \"why\"")));

        // Then
        assertThat(preview.at("/counts/replayed").asInt()).isEqualTo(4);
        assertThat(preview.at("/targets/openai-eu~1gpt-x").asInt()).isEqualTo(4);
        assertThat(preview.path("mostMicroUsd").asInt()).isEqualTo(1_200);
        assertThat(scene.replays.all()).isEmpty();
    }

    @Test
    void shouldSendOneAgainWithOtherContents() {
        // When
        HttpResponse<String> response = order("""
                {"selection": {"ids": ["r-1"]}, "why": "a typo",
                 "edit": {"messages": [{"role": "user", "content": "Better."}], "maxOutputTokens": 9}}""");

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        InferenceRequest edited = scene.replays.all().getFirst().getEdited();
        assertThat(edited.getMessages().getFirst().getContent()).isEqualTo("Better.");
        assertThat(edited.getMaxOutputTokens()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldSayWhatToDoWithContentsThatAreTooLongForATopic(boolean dryRun) {
        // When
        HttpResponse<String> response = order("""
                {"selection": {"ids": ["r-1"]}, "why": "a typo", "dryRun": %s,
                 "edit": {"messages": [{"role": "user", "content": "%s"}]}}""".formatted(dryRun, "a".repeat(MemoryReplays.MOST_EDITED_BYTES)));

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("allowed: up to 10000. Shorten it", "POST /v1/requests");
        assertThat(scene.replays.all()).isEmpty();
    }

    @Test
    void shouldPauseGoOnAndBeCancelled() {
        // Given
        order(ORDER);
        String path = "/operate/replays/replay-1/";

        // When, Then
        assertThat(state(scene.post("operator", path + "pause", "{\"why\": \"lunch\"}")))
                .isEqualTo("paused");
        assertThat(state(scene.post("operator", path + "resume", ""))).isEqualTo("running");
        assertThat(state(scene.post("operator", path + "cancel", ""))).isEqualTo("cancelled");
        assertThat(scene.replays.all().getFirst().getAudit()).hasSize(4);
        HttpResponse<String> ended = scene.post("operator", path + "resume", "");
        assertThat(ended.statusCode()).isEqualTo(400);
        assertThat(ended.body()).contains("the replay is cancelled, which doesn't allow it to resume");
        HttpResponse<String> late = scene.post("reader", path + "pause", "");
        assertThat(late.statusCode()).isEqualTo(403);
    }

    private static String state(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).path("state").asText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"why\": \" \"} | why is ' ', allowed",
                "{\"why\": \"x\", \"rate\": 5} | rate is no field of a replay",
                "{\"why\": \"x\", \"perSecond\": 0} | rate is '0.0', allowed",
                "{\"why\": \"x\", \"perSecond\": \"fast\"} | perSecond is",
                "{\"why\": \"x\", \"overrides\": {\"tenant\": \"eve\"}} | overrides.tenant is no field",
                "{\"why\": \"x\", \"overrides\": {\"jurisdictions\": []}} | overrides.jurisdictions is no field",
                "{\"why\": \"x\", \"overrides\": {\"replyTo\": {}}} | overrides.replyTo is no field",
                "{\"why\": \"x\", \"selection\": {\"source\": \"moon\"}} | source is 'moon', allowed",
                "{\"why\": \"x\", \"edit\": {\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}} | ids is '[]', allowed: one",
                "{\"why\": \"x\", \"selection\": {\"ids\": [\"a\"]}, \"edit\": {}} | edit: messages",
                "{\"why\": \"x\", \"selection\": {\"ids\": [\"a\"]}, \"edit\": {\"messages\": []}} | allowed: at least one",
                "{\"why\": \"x\", \"selection\": {\"ids\": [\"a\"]}, \"edit\": {\"jurisdictions\": []}} | edit.jurisdictions is none",
                "{\"why\": \"x\", \"overrides\": {\"endpointsDenied\": [\"no/such\"]}} | endpointsDenied is 'no/such', allowed",
                "{\"why\": \"x\", \"overrides\": {\"endpointsOnly\": [\"no/such\"]}} | endpointsOnly is 'no/such', allowed",
                "nonsense | body is something else",
            })
    void shouldRefuse(String body, String words) {
        // When
        HttpResponse<String> response = order(body);

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains(words);
        assertThat(scene.replays.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "operator, /operate/replays/none, 404, replay",
        "acme, /operate/replays, 403, operate",
        "nobody, /operate/replays, 401, key"
    })
    void shouldKeepOthersOut(String key, String path, int status, String words) {
        // When
        HttpResponse<String> response = scene.get(key, path);

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(words);
    }
}
