package io.tieline.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dev.Documents.Passage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldCutAtParagraphsAndLoseNothing() {
        // Given
        String paragraph = "word ".repeat(200).strip();
        String text = String.join("\n\n", paragraph, paragraph, paragraph, paragraph, paragraph, paragraph, "end");

        // When
        List<Passage> passages = Documents.cut("a.txt", text);

        // Then
        assertThat(passages).extracting(Passage::title).containsExactly("a.txt #1", "a.txt #2");
        assertThat(String.join("\n\n", passages.stream().map(Passage::text).toList()))
                .isEqualTo(text);
    }

    @Test
    void shouldTakeTextFilesOfFoldersAndLeaveOthers() throws Exception {
        // Given
        Files.writeString(folder.resolve("a.md"), "about tides");
        Files.write(folder.resolve("b.bin"), new byte[] {(byte) 0xff});

        // When
        List<Passage> passages = Documents.read(List.of(folder));

        // Then
        assertThat(passages).containsExactly(new Passage("a.md #1", "about tides"));
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws Exception {
        // Given
        Path binary = Files.write(folder.resolve("b.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Path empty = Files.createDirectory(folder.resolve("empty"));

        // When, Then
        assertThatThrownBy(() -> Documents.read(List.of(binary)))
                .hasMessageContaining("b.txt: this is no text in UTF-8");
        assertThatThrownBy(() -> Documents.read(List.of(empty))).hasMessageContaining("no text was found");
        assertThatThrownBy(() -> Documents.read(List.of(folder.resolve("x")))).hasMessageContaining("there is no such");
    }
}
