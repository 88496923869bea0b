package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputLinesTest {
    private static InputLines open(byte[] input, long position, long number) {
        return new InputLines(
                new ByteArrayInputStream(input, (int) position, input.length - (int) position), position, number);
    }

    @Test
    void goesOnWhereverItStopped() throws IOException {
        // Given
        long seed = System.nanoTime();
        System.out.println("Seed of the lines: " + seed);
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            String line = "ä€x".repeat(random.nextInt(random.nextInt(20) == 0 ? 40_000 : 20));
            expected.add(line);
            text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        byte[] input = text.toString().getBytes(StandardCharsets.UTF_8);
        // When
        List<String> read = new ArrayList<>();
        InputLines lines = open(input, 0, 0);
        Optional<String> next = lines.next();
        while (next.isPresent()) {
            read.add(next.get());
            if (random.nextInt(5) == 0) {
                lines = open(input, lines.position(), lines.number());
            }
            next = lines.next();
        }
        // Then
        assertThat(read).isEqualTo(expected);
        assertThat(lines.number()).isEqualTo(500);
        assertThat(lines.position()).isEqualTo(input.length);
    }

    @Test
    void takesALastLineWithoutEnd() throws IOException {
        // Given
        InputLines lines = open("a\n\nb".getBytes(StandardCharsets.UTF_8), 0, 0);
        // When, Then
        assertThat(List.of(lines.next(), lines.next(), lines.next(), lines.next()))
                .containsExactly(Optional.of("a"), Optional.of(""), Optional.of("b"), Optional.empty());
    }
}
