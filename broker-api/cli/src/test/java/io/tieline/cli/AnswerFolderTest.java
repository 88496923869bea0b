package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerFolderTest {
    @Test
    void shouldKeepThePathBelowTheFolderThatAllShare() {
        assertThat(places("docs/a/x.txt", "docs/b/x.txt", "docs/y.txt"))
                .containsExactly("out/a/x.txt.answer.txt", "out/b/x.txt.answer.txt", "out/y.txt.answer.txt");
    }

    @Test
    void shouldKeepTheNameAloneWhereAllAreInOneFolder() {
        assertThat(places("docs/a/x.txt")).containsExactly("out/x.txt.answer.txt");
        assertThat(places("x.txt", "./y.txt")).containsExactly("out/x.txt.answer.txt", "out/y.txt.answer.txt");
    }

    @Test
    void shouldNeverLeaveTheFolderForAnswers() {
        assertThat(places("/somewhere/else/x.txt", "../x.txt", "x.txt"))
                .doesNotHaveDuplicates()
                .allMatch(place -> Path.of(place).normalize().startsWith("out"));
    }

    @Test
    void shouldSayByTheNameThatAnAnswerIsJson() {
        // Given
        Path file = Path.of("docs", "x.txt");

        // When
        AnswerFolder folder = AnswerFolder.of(Path.of("out"), List.of(file), true);

        // Then
        assertThat(folder.place(file)).isEqualTo(Path.of("out", "x.txt.answer.json"));
    }

    private static List<String> places(String... files) {
        List<Path> paths = Arrays.stream(files).map(Path::of).toList();
        AnswerFolder folder = AnswerFolder.of(Path.of("out"), paths, false);
        return paths.stream().map(file -> folder.place(file).toString()).toList();
    }
}
