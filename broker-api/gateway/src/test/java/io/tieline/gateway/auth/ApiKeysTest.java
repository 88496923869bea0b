package io.tieline.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.tieline.gateway.auth.Caller.Right;
import io.tieline.platform.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiKeysTest {
    private static final String FOO = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("keys.yaml");
    }

    @Test
    void shouldFindCallersOfTheFileAndOfTheEnvironment() throws IOException {
        // Given
        Files.writeString(
                file,
                "keys:\n- {name: a, sha256: " + FOO + ", tenant: acme, routes: [summarize], rights: [operate]}\n");
        String variable = "{\"keys\": [{\"name\": \"b\", \"sha256\": \""
                + KeyEntry.hash("bar").toUpperCase(Locale.ROOT) + "\", \"tenant\": \"other\"}]}";

        // When
        try (ApiKeys keys = ApiKeys.openWithoutLooking(file, variable)) {
            // Then
            assertThat(keys.find("foo")).contains(new Caller("a", "acme", Set.of("summarize"), Set.of(Right.OPERATE)));
            assertThat(keys.find("bar"))
                    .contains(new Caller("b", "other", Set.of(), Set.of(Right.SUBMIT, Right.READ_OWN)));
            assertThat(keys.find("")).isEmpty();
            assertThat(keys.find("Foo")).isEmpty();
            assertThat(keys.find(FOO)).isEmpty();
        }
    }

    @Test
    void shouldOpenNothingWithoutKeys() {
        try (ApiKeys keys = ApiKeys.open(null, null)) {
            assertThat(keys.find("foo")).isEmpty();
        }
    }

    static Stream<Arguments> wrong() {
        String good = "name: a, sha256: " + FOO + ", tenant: acme";
        return Stream.of(
                Arguments.of("keys: [{name: a, sha256: secret-key, tenant: acme}]", "printf %s \"$KEY\" | sha256sum"),
                Arguments.of("keys: [{name: a, key: secret-key, tenant: acme}]", "key is an unknown key"),
                Arguments.of("keys: [{name: a, tenant: acme}]", "sha256 of key 'a' is not 64 hexadecimal digits"),
                Arguments.of("keys: [{name: '', sha256: " + FOO + ", tenant: acme}]", "name is '', allowed: a name"),
                Arguments.of("keys: [{" + good + ", rights: [all]}]", "submit, read_own, operate"),
                Arguments.of("keys: [{" + good + "}, {" + good + "}]", "two keys have the name 'a'"),
                Arguments.of("keys: [{" + good + "}, {name: b, sha256: " + FOO + ", tenant: c}]", "the same sha256"),
                Arguments.of("", "there is nothing in it"),
                Arguments.of("keyes: []", "is an unknown key"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void shouldRefuseWhatIsWrongWithoutTellingSecrets(String text, String message) throws IOException {
        // Given
        Files.writeString(file, text);

        // Then
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ApiKeys.openWithoutLooking(file, null))
                .withMessageContaining(message)
                .withMessageContaining("keys.yaml")
                .withMessageNotContaining("secret-key");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ApiKeys.openWithoutLooking(null, text))
                .withMessageContaining(message);
    }

    @Test
    void shouldTakeAChangeOverOnceItStands() throws IOException {
        // Given
        write("foo");
        try (ApiKeys keys = ApiKeys.openWithoutLooking(file, null)) {
            // When
            write("bar");
            keys.look();

            // Then
            assertThat(keys.find("bar")).isEmpty();

            // When
            keys.look();

            // Then
            assertThat(keys.find("bar")).isPresent();
            assertThat(keys.find("foo")).isEmpty();
        }
    }

    @Test
    void shouldKeepWhatWasWhileTheFileCannotBeUsed() throws IOException {
        // Given
        write("foo");
        try (ApiKeys keys = ApiKeys.openWithoutLooking(file, null)) {
            for (String bad : new String[] {"keys: [{name: a, sha256: plain, tenant: acme}]", "", "keys: ["}) {
                // When
                Files.writeString(file, bad);
                keys.look();
                keys.look();

                // Then
                assertThat(keys.find("foo")).as(bad).isPresent();
            }

            // When
            Files.delete(file);
            keys.look();
            keys.look();
            assertThat(keys.find("foo")).isPresent();
            write("bar");
            keys.look();
            keys.look();

            // Then
            assertThat(keys.find("foo")).isEmpty();
            assertThat(keys.find("bar")).isPresent();
        }
    }

    @Test
    void shouldLookByItself() throws IOException {
        // Given
        write("foo");
        try (ApiKeys keys = ApiKeys.open(file, null)) {
            // When
            write("bar");

            // Then
            await().untilAsserted(() -> assertThat(keys.find("bar")).isPresent());
        }
    }

    private void write(String key) throws IOException {
        Files.writeString(file, "keys: [{name: a, sha256: " + KeyEntry.hash(key) + ", tenant: acme}]");
    }
}
