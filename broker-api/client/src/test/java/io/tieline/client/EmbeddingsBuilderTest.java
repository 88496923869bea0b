package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.ReplyTo;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingsBuilderTest {
    private static final ClientConfig CONFIG =
            ClientConfig.builder("kafka:9092", URI.create("http://registry")).build();

    @Test
    void shouldAskForAVectorOfEachInput() {
        // When
        Request request = Request.embeddings("vectors", List.of("one", "two"))
                .dimensions(256)
                .lane(Lane.BATCH)
                .jurisdictions(List.of("eu"))
                .build();

        // Then
        InferenceRequest record = request.toRecord(CONFIG, new ReplyTo("replies", 0), Instant.EPOCH);
        assertThat(record.getOperation()).isEqualTo(Operation.EMBEDDINGS);
        assertThat(record.getInputs()).containsExactly("one", "two");
        assertThat(record.getDimensions()).isEqualTo(256);
        assertThat(record.getMessages()).isEmpty();
        assertThat(record.getJurisdictions()).containsExactly("eu");
        assertThat(request.lane()).isEqualTo(Lane.BATCH);
    }

    @Test
    void shouldNameTheFieldAndTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.embeddings("vectors", List.of()))
                .withMessage("inputs is '[]', allowed: at least one text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.embeddings("vectors", List.of("one", "")))
                .withMessage("inputs is '[one, ]', allowed: texts, none of them blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.embeddings("vectors", List.of("one")).dimensions(0))
                .withMessage("dimensions is '0', allowed: 1 or more");
    }
}
