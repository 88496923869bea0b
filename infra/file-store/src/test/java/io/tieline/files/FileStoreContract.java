package io.tieline.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tieline.files.FileStore.TooLargeException;
import io.tieline.files.FileStore.Written;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store has to do. */
abstract class FileStoreContract {
    private static final long PLENTY = 100_000_000;
    private static final int MIB = 1 << 20;

    abstract FileStore store();

    /** Whatever is kept of contents that were not written to their end. */
    abstract List<String> unfinished() throws IOException;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 70_000, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 10 * MIB, 13 * MIB + 17})
    void shouldReadWhatWasWritten(int size) throws Exception {
        // Given
        byte[] content = bytes(size);

        // When
        Written written = store().write("file-a_1", new ByteArrayInputStream(content), size);

        // Then
        assertThat(written).isEqualTo(new Written(size, sha256(content)));
        assertThat(read("file-a_1", 0)).isEqualTo(content);
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6 * MIB, 6 * MIB + 9, 6 * MIB + 10, 6 * MIB + 11})
    void shouldReadTheRest(int from) throws Exception {
        // Given
        byte[] content = bytes(6 * MIB + 10);
        store().write("a", new ByteArrayInputStream(content), PLENTY);

        // When
        byte[] rest = read("a", from);

        // Then
        assertThat(rest).isEqualTo(Arrays.copyOfRange(content, Math.min(from, content.length), content.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 5 * MIB, 11 * MIB})
    void shouldKeepNothingOfWhatIsTooLong(int most) throws Exception {
        // Given
        store().write("a", text("before"), PLENTY);

        // When
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> store().write("a", new ByteArrayInputStream(bytes(most + 1)), most))
                .withMessage("more than " + most + " bytes");
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> store().write("b", new ByteArrayInputStream(bytes(most + 1)), most));

        // Then
        assertThat(read("a", 0)).asString().isEqualTo("before");
        assertAbsent("b");
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 6 * MIB, 11 * MIB})
    void shouldKeepNothingOfWhatBreaksOff(int after) throws Exception {
        // Given
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(bytes(after)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the caller is gone");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        });

        // When
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store().write("a", broken, PLENTY))
                .withMessage("the caller is gone");

        // Then
        assertAbsent("a");
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void shouldReplaceWhole() throws Exception {
        // Given
        store().write("a", text("first and long"), PLENTY);

        // When
        store().write("a", text("second"), PLENTY);

        // Then
        assertThat(read("a", 0)).asString().isEqualTo("second");
    }

    @Test
    void shouldHoldOneOfTheContentsThatManyWroteAtTheSameTime() throws Exception {
        // When
        List<CompletableFuture<Void>> writers = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    try {
                        store().write("a", text(("content " + i + ".").repeat(1_000)), PLENTY);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        writers.forEach(CompletableFuture::join);

        // Then
        String content = new String(read("a", 0), StandardCharsets.UTF_8);
        String one = content.substring(0, content.indexOf('.') + 1);
        assertThat(content).isEqualTo(one.repeat(1_000));
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void shouldDelete() throws Exception {
        // Given
        store().write("a", text("a"), PLENTY);

        // When
        store().delete("a");
        store().delete("a");
        store().delete("never-there");

        // Then
        assertAbsent("a");
    }

    @Test
    void shouldTellWhatIsOld() throws Exception {
        // Given
        store().write("a", text("a"), PLENTY);
        store().write("b", text("b"), PLENTY);

        // When
        List<String> old = store().writtenBefore(Instant.now().plus(Duration.ofMinutes(1)));
        List<String> older = store().writtenBefore(Instant.now().minus(Duration.ofMinutes(1)));

        // Then
        assertThat(old).containsExactlyInAnyOrder("a", "b");
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../a",
                "a/b",
                "/etc/passwd",
                "a\\b",
                "a.b",
                "a%2fb",
                "a b",
                "a\nb",
                "a\u0000",
                "ä",
                "~",
                "C:a",
                ".unfinished"
            })
    void shouldRefuseIdsThatAreNone(String id) {
        for (Use use : List.<Use>of(
                () -> store().write(id, text("a"), PLENTY), () -> store().open(id, 0), () -> store().delete(id))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(use::use)
                    .withMessage("id is '" + id + "', allowed: 1 to 200 letters, digits, _ -");
        }
    }

    private interface Use {
        void use() throws IOException;
    }

    private void assertAbsent(String id) {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> store().open(id, 0).close());
    }

    private byte[] read(String id, long from) throws IOException {
        try (InputStream content = store().open(id, from)) {
            return content.readAllBytes();
        }
    }

    static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
