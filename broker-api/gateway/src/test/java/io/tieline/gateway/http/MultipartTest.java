package io.tieline.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=\"x y\"";
    private static final String HEAD =
            "--x y\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.jsonl\"\r\n\r\n";
    private static final String NEXT = "\r\n--x y\r\ncontent-disposition: form-data; name=purpose\r\n\r\n";
    private static final String END = "\r\n--x y--";

    private static List<String> read(String type, String body) throws IOException {
        Multipart form = new Multipart(new ByteArrayInputStream(Wire.bytes(body)), type);
        List<String> read = new ArrayList<>();
        for (Multipart.Part part = form.next(); part != null; part = form.next()) {
            read.add(part.name() + "|" + part.fileName() + "|"
                    + new String(part.content().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        return read;
    }

    @Test
    void shouldReadPartAfterPart() throws IOException {
        assertThat(read(TYPE, HEAD + "{}\r\n" + NEXT + "batch" + END + "\r\n"))
                .containsExactly("file|a b.jsonl|{}\r\n", "purpose|null|batch");
        assertThat(read(TYPE, HEAD + NEXT + END)).containsExactly("file|a b.jsonl|", "purpose|null|");
    }

    @Test
    void shouldPassOverWhatIsLeftOfAPart() throws IOException {
        // Given
        Multipart form = new Multipart(new ByteArrayInputStream(Wire.bytes(HEAD + "abc" + NEXT + "batch" + END)), TYPE);

        // When
        form.next();
        Multipart.Part second = Objects.requireNonNull(form.next());

        // Then
        assertThat(second.content()).hasContent("batch");
        assertThat(form.next()).isNull();
    }

    @Test
    void shouldFindTheBoundaryAmongWhatLooksLikeIt() throws IOException {
        // Given
        long seed = System.nanoTime();
        System.out.println("seed of the contents: " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder content = new StringBuilder();
            for (int signs = random.nextInt(200); signs > 0; signs--) {
                content.append("\r\n- xy".charAt(random.nextInt(6)));
            }
            if (content.indexOf("\r\n--x y") >= 0) {
                continue;
            }

            // Then
            assertThat(read(TYPE, HEAD + content + NEXT + "batch" + END))
                    .containsExactly("file|a b.jsonl|" + content, "purpose|null|batch");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--x y",
                "--x y\r\n",
                HEAD,
                HEAD + "abc",
                HEAD + "abc\r\n--x y",
                HEAD + "\r\n--x yz\r\n",
                "--x y\r\nA: b\r\n\r\n" + END
            })
    void shouldRefuseWhatIsNoForm(String body) {
        assertThatExceptionOfType(BrokenRequestException.class).isThrownBy(() -> read(TYPE, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "multipart/form-data", "multipart/form-data; boundary="})
    void shouldRefuseWhatDoesNotSayItsBoundary(String type) {
        assertThatExceptionOfType(BrokenRequestException.class).isThrownBy(() -> read(type, HEAD + END));
    }
}
