package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.platform.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(new IllegalStateException("all is told"), "all is told"),
                Arguments.of(
                        new UncheckedIOException("no port 8090", new IOException("Address already in use")),
                        "no port 8090: Address already in use"),
                Arguments.of(
                        new UncheckedIOException(new NoSuchFileException("/a")), "/a: there is no such file or folder"),
                Arguments.of(new FileSystemException("/proc/x", null, "Read-only"), "/proc/x: Read-only"),
                Arguments.of(new ArithmeticException("by zero"), "java.lang.ArithmeticException: by zero"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void shouldFindWordsForAUser(Exception failure, String words) {
        assertThat(Failures.explain(failure)).isEqualTo(words);
    }

    @Test
    void shouldTellWhatWasAskedWronglyFromWhatFailed() {
        assertThat(Failures.isWronglyAsked(new ConfigException("a.yaml: no"))).isTrue();
        assertThat(Failures.isWronglyAsked(new IllegalArgumentException("no"))).isTrue();
        assertThat(Failures.isWronglyAsked(new IllegalStateException("no"))).isFalse();
    }
}
