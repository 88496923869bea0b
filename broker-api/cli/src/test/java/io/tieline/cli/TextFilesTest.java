package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
    private static final byte[] BINARY = {(byte) 0xff, (byte) 0xfe, 0};

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void shouldPassOverWhatIsHiddenAndTellWhatIsSkipped() throws Exception {
        // Given
        Path text = write("b/text.txt", "about tides");
        Path accents = write("a.txt", "überall Möwen");
        write(".hidden", "secret");
        write(".git/config", "secret");
        Path blank = write("blank.txt", " \n\t\n");
        Path picture = Files.write(folder.resolve("picture.png"), BINARY);

        // When
        List<Path> found = TextFiles.find(List.of(folder), told::add);

        // Then
        assertThat(found).containsExactly(accents, text);
        assertThat(told)
                .containsExactly(
                        blank + ": skipped: there is nothing in it", picture + ": skipped: this is no text in UTF-8");
    }

    @Test
    void shouldTakeEachFileOnceHoweverItIsNamed() throws Exception {
        // Given
        Path file = write("a.txt", "about tides");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), file);
        Path detour = folder.resolve("..").resolve(folder.getFileName()).resolve("a.txt");

        // When, Then
        assertThat(TextFiles.find(List.of(file, folder, link, detour, file), told::add))
                .containsExactly(file);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldTakeAHiddenFileThatIsNamedByItself() throws Exception {
        // Given
        Path hidden = write(".notes", "about tides");

        // When, Then
        assertThat(TextFiles.find(List.of(hidden), told::add)).containsExactly(hidden);
    }

    @Test
    void shouldRefuseAFileThatIsNamedAndHoldsNoText() throws Exception {
        // Given
        Path picture = Files.write(folder.resolve("picture.png"), BINARY);
        Path blank = write("blank.txt", "");

        // When, Then
        refuses(picture, picture + ": this is no text in UTF-8");
        refuses(blank, blank + ": there is nothing in it");
        refuses(folder.resolve("x"), folder.resolve("x") + ": there is no such file or folder");
    }

    @Test
    void shouldRefuseToSubmitNothing() throws Exception {
        // Given
        Path empty = Files.createDirectory(folder.resolve("empty"));

        // When, Then
        refuses(empty, "there is nothing to submit: no text was found in [" + empty + "]");
    }

    private void refuses(Path path, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextFiles.find(List.of(path), told::add))
                .withMessage(message);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }
}
