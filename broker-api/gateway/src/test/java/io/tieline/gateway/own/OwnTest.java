package io.tieline.gateway.own;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tieline.gateway.jobs.LineFormat;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.gateway.words.Records;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTest {
    @Test
    void readsARequestWithAllItsFields() {
        // When
        OwnRequest read = ((Reading.Fine<OwnRequest>) OwnRequest.read(json("""
                        {'route':'summarize','requestId':'r-1','lane':'batch','deadline':'2030-01-31T12:00:00Z',
                         'messages':[{'role':'user','parts':[{'text':'a'},{'image':{'data':'AQID','mediaType':'image/png'}}]},
                         {'role':'assistant','toolCalls':[{'id':'c','name':'f','arguments':{'x':1}}]},
                         {'role':'tool','toolCallId':'c','content':'9'}],
                         'tools':[{'name':'f','parameters':{'type':'object'}}],'toolChoice':'auto','jsonSchema':{'type':'object'},
                         'vendorFields':{'openai_chat':{'logprobs':true}},'maxCallMicroUsd':5,'jurisdictions':['eu'],
                         'truncationAllowed':false,'attributes':{'team':'news'},'stop':['x'],'seed':3}
                        """))).value();
        InferenceRequest request =
                read.request().setTenant("acme").setCreatedAt(Records.AT).build();

        // Then
        assertThat(read.batch()).isTrue();
        assertThat(request.getDeadline()).isEqualTo(Instant.parse("2030-01-31T12:00:00Z"));
        assertThat(request.getMessages()).hasSize(3);
        assertThat(request.getMessages().get(1).getToolCalls().getFirst().getArguments())
                .isEqualTo("{\"x\":1}");
        assertThat(request.getVendorFields()).containsEntry("openai_chat", "{\"logprobs\":true}");
        assertThat(request.getJurisdictions()).containsExactly("eu");
        assertThat(request.getOperation()).isEqualTo(Operation.CHAT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | route is missing
            {'route':'r'} | messages and inputs
            {'route':'r','inputs':['a'],'messages':[]} | messages and inputs
            {'route':'r','messages':[]} | messages is '[]', allowed: at least one
            {'route':'r','inputs':['a'],'temprature':1} | temprature is not a field of this
            {'route':'r','inputs':['a'],'lane':'fast'} | lane is 'fast', allowed: interactive, batch
            {'route':'r','inputs':['a'],'deadline':'soon'} | deadline is no time
            {'route':'r','inputs':['a'],'attributes':{'tieline.x':'y'}} | attributes has a name that begins with 'tieline.'
            {'route':'r','messages':[{'role':'bot'}]} | messages[0].role is 'bot', allowed: system, user, assistant, tool
            """)
    void namesTheFieldAndWhatIsAllowed(String body, String message) {
        assertThat(OwnRequest.read(json(body)))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.error().message()).startsWith(message));
    }

    @Test
    void readsAndWritesLines() {
        // Given
        var job = Records.job(JobApi.NATIVE, JobState.RUNNING)
                .setRoute("summarize")
                .build();

        // When
        LineFormat.Line asked = OwnLines.INSTANCE.read("{\"id\":\"a\",\"request\":{\"inputs\":[\"x\"]}}", 1, job);
        LineFormat.Line refused = OwnLines.INSTANCE.read("{\"id\":\"a\",\"request\":{}}", 2, job);
        LineFormat.Line wrong = OwnLines.INSTANCE.read("{\"request\":{}}", 3, job);
        String line = OwnLines.INSTANCE.write("a", Records.failure(Outcome.EXPIRED, "deadline.exceeded"), job);

        // Then
        assertThat(((LineFormat.Line.Asked) asked).request().getRoute()).isEqualTo("summarize");
        assertThat(((LineFormat.Line.Refused) refused).errorBody()).contains("messages and inputs");
        assertThat(((LineFormat.Line.Wrong) wrong).problem().getCode()).isEqualTo("invalid_id");
        assertThat(Json.read(line).orElseThrow().at("/reply/error/code").asText())
                .isEqualTo("deadline.exceeded");
    }

    @Test
    void tellsOfJobsAndRequests() {
        JsonNode job = OwnJobs.of(Records.job(JobApi.NATIVE, JobState.RUNNING).build());
        assertThat(job.at("/counts/open").asLong()).isZero();
        assertThat(job.path("attributes").properties()).hasSize(1);
        assertThat(OwnReply.state("r-1", null).path("reply").isNull()).isTrue();
        assertThat(OwnReply.state("r-1", Records.toolCall())
                        .at("/reply/toolCalls/0/arguments/days")
                        .asInt())
                .isEqualTo(3);
        assertThat(OwnJobCreate.read(json("{'inputFileId':'f','operation':'embeddings'}")))
                .isInstanceOf(Reading.Fine.class);
        assertThat(OwnJobCreate.read(json("{'inputFileId':'f','window':'24h'}")))
                .isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/requests",
                "/v1/requests/{id}",
                "/v1/requests/{id}/cancel",
                "/v1/jobs",
                "/v1/jobs/{id}",
                "/v1/jobs/{id}/cancel",
                "/v1/chat/completions",
                "/v1/embeddings",
                "/v1/models",
                "/v1/files",
                "/v1/files/{id}",
                "/v1/files/{id}/content",
                "/v1/batches",
                "/v1/batches/{id}",
                "/v1/batches/{id}/cancel",
                "/v1/messages",
                "/v1/messages/batches",
                "/v1/messages/batches/{id}",
                "/v1/messages/batches/{id}/cancel",
                "/v1/messages/batches/{id}/results"
            })
    void describesEveryPath(String path) throws IOException {
        assertThat(document().path("paths").path(path)).isNotEmpty();
    }

    @Test
    void describesWhatItRefersTo() throws IOException {
        // When
        JsonNode document = document();
        Set<String> fields = new HashSet<>();
        document.at("/components/schemas/Request/properties").fieldNames().forEachRemaining(fields::add);

        // Then
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(document.findValuesAsText("$ref"))
                .allSatisfy(ref ->
                        assertThat(document.at(ref.substring(1)).isObject()).isTrue());
        assertThat(fields).isEqualTo(OwnRequest.KNOWN);
    }

    private static JsonNode document() throws IOException {
        try (InputStream in = OwnRequest.class.getResourceAsStream("openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        }
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"')).orElseThrow();
    }
}
