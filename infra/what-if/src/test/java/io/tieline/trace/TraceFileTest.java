package io.tieline.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.routing.Ask;
import io.tieline.routing.EndpointChoice;
import io.tieline.routing.Feature;
import io.tieline.routing.Lane;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.QualityTier;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.whatif.Traces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
    private static final String HEAD = "{\"tielineTrace\":1,\"workers\":2}\n";

    @TempDir
    private Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("trace.jsonl"), text);
    }

    private static TracedRequest full() {
        Ask ask = new Ask(
                Operation.EMBEDDINGS,
                Set.of(Feature.TOOLS, Feature.SEED),
                Set.of(WireFormat.OPENAI_CHAT),
                1_234,
                2,
                77,
                QualityTier.FRONTIER,
                false,
                5_000L,
                Set.of("eu", "ch"),
                true,
                EndpointChoice.ALL);
        return new TracedRequest(
                "full",
                "acme",
                "summarize",
                Lane.INTERACTIVE,
                Traces.START,
                Traces.START + 1,
                3,
                "night",
                ask,
                List.of(
                        new TracedCall("one/large", Traces.START, 5, ErrorCode.PROVIDER_TIMEOUT, new Tokens(9, 0, 0)),
                        new TracedCall("two/large", Traces.START + 6, 7, null, new Tokens(9, 4, 3)),
                        new TracedCall("two/large", Traces.START + 9, 0, ErrorCode.PROVIDER_OVERLOADED, null)),
                new TracedReply(Outcome.EXPIRED, ErrorCode.DEADLINE_EXCEEDED, Traces.START + 20, 42));
    }

    @Test
    void shouldReadWhatItHasWritten() throws Exception {
        // Given: one that says everything, one that says the least, and many
        TracedRequest full = full();
        TracedRequest least = Traces.request("least", Traces.START + 1, Ask.PLAIN, List.of(), null);
        List<TracedRequest> all =
                new java.util.ArrayList<>(Traces.calm(1, 100, 50).requests());
        all.add(full);
        all.add(least);
        Trace trace = new Trace(all, 3);

        // When
        Path written = folder.resolve("written.jsonl");
        TraceFile.write(trace, written);
        Trace read = TraceFile.read(written);

        // Then
        assertThat(read.requests()).containsExactlyElementsOf(trace.requests());
        assertThat(read.workers()).isEqualTo(3);
        Path again = folder.resolve("again.jsonl");
        TraceFile.write(read, again);
        assertThat(again).hasSameTextualContentAs(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"a\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2,\"color\":3}|:2: 'color' is an unknown field, allowed: at",
                "{\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2}|:2: Missing required creator property 'id'",
                "{\"id\":\"\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2}|:2: id is '', allowed: a name",
                "{\"id\":\"a\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2,\"lane\":\"parked\"}|:2: lane is 'parked', allowed: interactive, batch",
                "{\"id\":\"a\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2,\"features\":[\"x\"]}|:2: features names 'x', allowed: ",
                "{\"id\":\"a\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2,\"calls\":[{\"endpoint\":\"e\",\"at\":1,\"millis\":-1}]}|:2: millis is '-1', allowed: 0 or more",
                "{\"id\":\"a\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2,\"calls\":[{\"endpoint\":\"e\",\"at\":1,\"millis\":1,\"code\":\"x\"}]}|:2: code is 'x', allowed: ",
                "{\"id\":\"a\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2,\"reply\":{\"outcome\":\"completed\",\"code\":\"provider.timeout\",\"at\":1}}|:2: code is 'provider.timeout' where the outcome is COMPLETED",
                "{\"id\":\"a\"|:2: Unexpected end-of-input",
            })
    void shouldNameLineFieldAndWhatIsAllowed(String line, String message) throws Exception {
        Path file = file(HEAD + line + "\n");
        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseWhatIsNoTrace() throws Exception {
        assertThatThrownBy(() -> TraceFile.read(file(""))).hasMessageContaining("is empty");
        assertThatThrownBy(() -> TraceFile.read(file("{\"tielineTrace\":2,\"workers\":1}\n")))
                .hasMessageContaining(":1: the first line is not {\"tielineTrace\":1");
        String one = "{\"id\":\"a\",\"tenant\":\"t\",\"route\":\"r\",\"at\":1,\"deadline\":2}\n";
        assertThatThrownBy(() -> TraceFile.read(file(HEAD + one + one)))
                .hasMessageContaining(":3: id 'a' is there twice");
    }
}
