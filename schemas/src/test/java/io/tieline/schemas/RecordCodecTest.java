package io.tieline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.schemas.avro.InferenceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {
    private final RecordCodec<InferenceRequest> codec = new RecordCodec<>(InferenceRequest.class);

    @Test
    void writesMagicIdAndAvro() throws Exception {
        // Given
        InferenceRequest request = Samples.request("r-1");
        // When
        byte[] bytes = codec.encode(0x01020304, request);
        // Then
        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 1, 2, 3, 4);
        assertThat(codec.decode(0x01020304, codec.schema(), bytes)).isEqualTo(request);
    }

    @Test
    void readsWhatALaterVersionOfTheSchemaWrote() throws Exception {
        // Given
        Schema.Field[] fields = codec.schema().getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toArray(Schema.Field[]::new);
        Schema later = Schema.createRecord("InferenceRequest", "", "io.tieline.schemas.avro", false);
        Schema.Field added =
                new Schema.Field("priority", SchemaBuilder.builder().intType(), "", 0);
        later.setFields(Stream.concat(Arrays.stream(fields), Stream.of(added)).toList());
        byte[] bytes = writtenBy(later);
        // When
        InferenceRequest read = codec.decode(9, later, bytes);
        // Then
        assertThat(read).isEqualTo(Samples.request("r-2"));
    }

    @Test
    void refusesWhatIsCutShortOrTooLong() {
        // Given
        byte[] bytes = codec.encode(1, Samples.request("r-3"));
        // When, Then
        for (int length = 5; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode(1, codec.schema(), cut))
                    .isInstanceOfAny(IOException.class, RuntimeException.class);
        }
        assertThatThrownBy(() -> codec.decode(1, codec.schema(), Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessage("bytes are left over behind it");
    }

    /** Lengths that random bytes name must not be allocated: an OutOfMemoryError would end the program. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_260_101})
    void survivesRandomBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[5 + random.nextInt(60)];
            random.nextBytes(bytes);
            try {
                codec.decode(1, codec.schema(), bytes);
            } catch (IOException | RuntimeException e) {
                assertThat(e).as("seed %s, record %s", seed, i).isNotNull();
            }
        }
    }

    private byte[] writtenBy(Schema later) throws IOException {
        GenericData.Record record = new GenericData.Record(later);
        InferenceRequest request = Samples.request("r-2");
        codec.schema().getFields().forEach(field -> record.put(field.name(), request.get(field.pos())));
        record.put("priority", 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, 9});
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(later, SpecificData.getForClass(InferenceRequest.class)).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
