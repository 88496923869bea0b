package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.gateway.auth.ApiKeys;
import io.tieline.gateway.auth.Caller;
import io.tieline.gateway.auth.Caller.Right;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandTest {
    private final InputStream realIn = System.in;
    private final Shell shell = new Shell();

    @AfterEach
    void giveBack() {
        System.setIn(realIn);
    }

    @Test
    void shouldPrintAnEntryThatTheGatewayTakes() {
        // Given
        type("a-key-that-is-long-enough-for-anybody\n");

        // When
        int code = shell.run("key", "hash", "--name", "no", "--tenant", "it's us", "--route", "summarize");

        // Then
        assertThat(code).isZero();
        assertThat(shell.out()).doesNotContain("a-key-that");
        assertThat(shell.err()).isEmpty();
        assertThat(find("a-key-that-is-long-enough-for-anybody"))
                .isEqualTo(new Caller("no", "it's us", Set.of("summarize"), Set.of(Right.SUBMIT, Right.READ_OWN)));
    }

    @Test
    void shouldMakeAKeyAndShowItApart() {
        // When
        int code = shell.run("key", "hash", "--new", "--right", "operate");

        // Then
        String key = shell.err().strip().substring(shell.err().strip().lastIndexOf(' ') + 1);
        assertThat(code).isZero();
        assertThat(key).matches("tl-[A-Za-z0-9_-]{43}");
        assertThat(shell.out()).doesNotContain(key);
        assertThat(find(key).rights()).containsExactly(Right.OPERATE);
        assertThat(KeyCommand.Hash.random(new Random(1))).isNotEqualTo(KeyCommand.Hash.random(new Random(2)));
    }

    @Test
    void shouldSayThatAKeyIsShort() {
        // Given
        type("dev");

        // When
        int code = shell.run("key", "hash");

        // Then
        assertThat(code).isZero();
        assertThat(shell.err()).contains("short", "--new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words\n", "schlüssel\n"})
    void shouldRefuseWhatNoHeaderCanCarryAndNotTellIt(String typed) {
        // Given
        type(typed);

        // When
        int code = shell.run("key", "hash");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("allowed: letters, digits").doesNotContain("words", "schl");
    }

    private static void type(String line) {
        System.setIn(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
    }

    private Caller find(String key) {
        try (ApiKeys keys = ApiKeys.open(null, "keys:\n" + shell.out())) {
            return keys.find(key).orElseThrow();
        }
    }
}
