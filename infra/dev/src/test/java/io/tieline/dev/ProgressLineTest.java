package io.tieline.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter out = new StringWriter();

    @Test
    void shouldPrintTheLastStateOnceWhereNothingCanBeRedrawn() {
        // Given
        ProgressLine line = line(false);

        // When
        line.show(1, "");
        line.note("a.txt: failed");
        line.makeWay();
        line.end(1, "");

        // Then
        assertThat(out.toString().lines()).containsExactly("100 %  1/1", "a.txt: failed");
    }

    @Test
    void shouldPrintTheLastStateWhereItWasNotShown() {
        // Given
        ProgressLine line = line(false);

        // When
        line.show(0, "");
        line.end(1, "all by one");

        // Then
        assertThat(out.toString().lines()).containsExactly("  0 %  0/1", "100 %  1/1  all by one");
    }

    @Test
    void shouldMakeWayForALineOnATerminal() {
        // Given
        ProgressLine line = line(true);

        // When
        line.show(0, "");
        line.note("a.txt: failed");

        // Then
        assertThat(out.toString()).contains("0/1\r\u001b[Ka.txt: failed" + System.lineSeparator());
    }

    private ProgressLine line(boolean terminal) {
        return new ProgressLine(new PrintWriter(out, true), terminal, 1);
    }
}
