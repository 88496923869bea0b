package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrictYamlTest {
    enum Mode {
        FAST,
        VERY_SAFE
    }

    record Limits(int maxInFlight, DataSize maxBytes, double share) {
        Limits {
            if (maxInFlight < 0) {
                throw new IllegalArgumentException("max-in-flight is " + maxInFlight + ", allowed: 0 or more");
            }
            maxBytes = maxBytes == null ? DataSize.ofMiB(1) : maxBytes;
        }
    }

    record Settings(
            String name,
            @Nullable Limits limits,
            @Nullable Duration pause,
            @Nullable URI url,
            @Nullable Mode mode,
            @Nullable BigDecimal price,
            List<Long> numbers,
            Set<String> tags,
            Map<String, String> properties,
            boolean on) {
        Settings {
            name = name.strip();
            numbers = numbers == null ? List.of() : numbers;
            tags = tags == null ? Set.of() : tags;
            properties = properties == null ? Map.of() : properties;
        }
    }

    @Test
    void readsEveryKindOfValue() {
        // Given
        String yaml = """
                name: "3"
                limits: { max-in-flight: 4000, max-bytes: 256KiB, share: 0.5 }
                pause: 500ms
                url: http://127.0.0.1:8080/v1
                mode: very_safe
                price: 0.15
                numbers: [1, 2, 9000000000]
                tags:
                  - aws
                  - eu
                properties: { linger.ms: 5, acks: all, enable.idempotence: true }
                on: true
                """;
        // When
        Settings settings = StrictYaml.parse(yaml, "test.yaml", Settings.class);
        // Then
        assertThat(settings)
                .isEqualTo(new Settings(
                        "3",
                        new Limits(4000, new DataSize(262_144), 0.5),
                        Duration.ofMillis(500),
                        URI.create("http://127.0.0.1:8080/v1"),
                        Mode.VERY_SAFE,
                        new BigDecimal("0.15"),
                        List.of(1L, 2L, 9_000_000_000L),
                        Set.of("aws", "eu"),
                        Map.of("linger.ms", "5", "acks", "all", "enable.idempotence", "true"),
                        true));
    }

    @Test
    void aZeroIsTakenWhereItIsNoSignOfAbsence() {
        // When
        Settings settings =
                StrictYaml.parse("name: a\nlimits: {share: 0}\nnumbers: [0]\nprice: 0\n", "test.yaml", Settings.class);
        // Then
        assertThat(settings.numbers()).containsExactly(0L);
        assertThat(settings.price()).isZero();
    }

    @Test
    void whatIsNotWrittenIsLeftToTheConstructor() {
        // When
        Settings settings = StrictYaml.parse("name: a\nlimits: {}\npause: ~\n", "test.yaml", Settings.class);
        // Then
        assertThat(settings.limits()).isEqualTo(new Limits(0, DataSize.ofMiB(1), 0.0));
        assertThat(settings.pause()).isNull();
        assertThat(settings.numbers()).isEmpty();
        assertThat(settings.on()).isFalse();
    }

    static Stream<Arguments> refusedShapes() {
        return Stream.of(
                Arguments.of("", "test.yaml:1: there is nothing in it"),
                Arguments.of("~", "test.yaml:1: the file is empty"),
                Arguments.of("- a", "test.yaml:1: the file is a list, allowed: a mapping with the keys name, limits,"),
                Arguments.of("limits: {}", "test.yaml:1: the file lacks one of name, numbers, tags, properties"),
                Arguments.of(
                        "name: a\nlimits:\n  max-in-fligth: 3",
                        "test.yaml:3: limits.max-in-fligth is an unknown key, allowed: max-in-flight, max-bytes, share"
                                + " (did you mean max-in-flight?)"),
                Arguments.of("name: a\nwhatever: 3", "test.yaml:2: whatever is an unknown key, allowed: name, limits"),
                Arguments.of("name: a\nlimits:\n  maxInFlight: 3", "test.yaml:3: limits.maxInFlight is an unknown key"),
                Arguments.of("name: a\n\nname: b", "test.yaml:3: name is there twice, the first time on line 1"),
                Arguments.of("name: a\n---\nname: b", "test.yaml:3: a second document begins here"),
                Arguments.of("name: [a", "this is no YAML"));
    }

    static Stream<Arguments> refusedValues() {
        return Stream.of(
                Arguments.of(
                        "name: a\nlimits:\n  max-in-flight: many",
                        "test.yaml:3: limits.max-in-flight is 'many', allowed: a whole number"),
                Arguments.of("name: a\nlimits: {max-in-flight: 1.5}", "is '1.5', allowed: a whole number"),
                Arguments.of("name: a\nlimits: {max-in-flight: '5'}", "is '5', allowed: a whole number"),
                Arguments.of(
                        "name: a\nlimits: {max-in-flight: 3000000000}", "allowed: a whole number from -2147483648"),
                Arguments.of(
                        "name: a\nlimits: {max-in-flight: ~}",
                        "limits.max-in-flight has no value, allowed: one, or leave the key out"),
                Arguments.of(
                        "name: a\nlimits:\n  max-in-flight: -1",
                        "test.yaml:3: limits can't be used: max-in-flight is -1, allowed: 0 or more"),
                Arguments.of(
                        "name: a\nlimits:\n  max-in-flight: 0",
                        "test.yaml:3: limits.max-in-flight is '0', allowed: more than that, or leave the key out"),
                Arguments.of("name: a\nlimits: {max-bytes: 5}", "limits.max-bytes is '5' and has no unit: write 5KiB"),
                Arguments.of("name: a\nlimits: {max-bytes: 5Kb}", "limits.max-bytes is '5Kb', allowed: a whole number"),
                Arguments.of("name: a\nlimits: {share: much}", "limits.share is 'much', allowed: a number"),
                Arguments.of("name: a\nlimits: 5", "test.yaml:2: limits is a single value, allowed: a mapping with"),
                Arguments.of("name: {a: b}", "name is a mapping, allowed: a single value"),
                Arguments.of("name: a\npause: 30", "test.yaml:2: pause is '30' and has no unit: write 30s"),
                Arguments.of(
                        "name: a\npause: 1.5s",
                        "pause is '1.5s', allowed: a whole number with its unit, such as 500ms, 30s"),
                Arguments.of("name: a\npause: -3s", "pause is '-3s', allowed"),
                Arguments.of("name: a\nurl: 'http://a b'", "url is 'http://a b', allowed: an address"),
                Arguments.of("name: a\nmode: FAST", "mode is 'FAST', allowed: one of fast, very_safe"),
                Arguments.of("name: a\nmode: very-safe", "(did you mean very_safe?)"),
                Arguments.of("name: a\nnumbers: 1", "numbers is a single value, allowed: a list"),
                Arguments.of("name: a\nnumbers:\n- 1\n- b", "test.yaml:4: numbers[1] is 'b', allowed: a whole number"),
                Arguments.of("name: a\nnumbers: [1, ~]", "numbers[1] has no value"),
                Arguments.of("name: a\ntags: [a, a]", "tags names 'a' twice"),
                Arguments.of("name: a\nproperties: {a: [b]}", "properties.a is a list, allowed: a single value"),
                Arguments.of("name: a\non: 1", "on is '1', allowed: true or false"),
                Arguments.of("name: &x a\nmode: *x", "mode is an alias, allowed: the value itself"));
    }

    @ParameterizedTest
    @MethodSource({"refusedShapes", "refusedValues"})
    void saysWhereWhatAndWhatIsAllowed(String yaml, String message) {
        assertThatThrownBy(() -> StrictYaml.parse(yaml, "test.yaml", Settings.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("test.yaml:");
    }

    @Test
    void aSecretInTheWrongPlaceIsNotTold() {
        record Key(@Nullable String env) {}
        record Access(@Nullable Key auth) {}
        assertThatThrownBy(() -> StrictYaml.parse("auth: sk-very-secret", "test.yaml", Access.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage("test.yaml:1: auth is a single value, allowed: a mapping with the keys env");
    }

    @Test
    void tellsAllThatIsWrongInTheOrderOfTheLines() {
        // Given
        String yaml = """
                nmae: a
                limits:
                  max-in-flight: many
                  max-bytes: 5
                numbers: [1, b, 3, ~]
                tags: [a, a, [b]]
                on: maybe
                """;
        // When, Then
        assertThatThrownBy(() -> StrictYaml.parse(yaml, "test.yaml", Settings.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("""
                        (?s)test.yaml:1: nmae is an unknown key, allowed: .* \\(did you mean name\\?\\)
                        test.yaml:3: limits.max-in-flight is 'many', allowed: a whole number
                        test.yaml:4: limits.max-bytes is '5' and has no unit: write 5KiB[^\n]*
                        test.yaml:5: numbers\\[1\\] is 'b', allowed: a whole number
                        test.yaml:5: numbers\\[3\\] has no value
                        test.yaml:6: tags\\[2\\] is a list, allowed: a single value
                        test.yaml:6: tags names 'a' twice
                        test.yaml:7: on is 'maybe', allowed: true or false""");
    }

    /** Takes no nulls, and can't be made of a part that is wrong. */
    record Fleet(List<Limits> ships, Limits flagship) {
        Fleet {
            ships = List.copyOf(ships);
            if (flagship.maxInFlight() > 10) {
                throw new IllegalArgumentException("flagship is too large");
            }
        }
    }

    @Test
    void aRefusalThatOnlyRepeatsWhatIsWrongWithAPartIsNotTold() {
        assertThatThrownBy(() -> StrictYaml.parse(
                        "ships: [{max-in-flight: a}, {}, {max-in-flight: -1}]\nflagship: {max-bytes: b}",
                        "test.yaml",
                        Fleet.class))
                .hasMessageMatching("""
                        (?s)test.yaml:1: ships\\[0\\].max-in-flight is 'a', allowed: a whole number
                        test.yaml:1: ships\\[2\\] can't be used: max-in-flight is -1, allowed: 0 or more
                        test.yaml:2: flagship.max-bytes is 'b'[^\n]*""");
    }

    /** Refuses one thing at a time, as constructors do. */
    record Berth(double length, double depth, @Nullable Mode mode) {
        Berth {
            if (length < 0) {
                throw new IllegalArgumentException("length is '" + length + "', allowed: 0 or more");
            }
            if (depth < 0) {
                throw new IllegalArgumentException("depth is '" + depth + "', allowed: 0 or more");
            }
        }
    }

    @Test
    void aValueThatIsWrongHidesNoneOfTheOthers() {
        assertThatThrownBy(() -> StrictYaml.parse("{ length: -1, depth: -2, mode: odd }", "test.yaml", Berth.class))
                .hasMessageContaining("mode is 'odd'")
                .hasMessageContaining("can't be used: length is '-1.0', allowed: 0 or more")
                .hasMessageContaining("can't be used: depth is '-2.0', allowed: 0 or more");
        assertThatThrownBy(() -> StrictYaml.parse("{ length: -1, depth: 2 }", "test.yaml", Berth.class))
                .hasMessageContaining("length is '-1.0'")
                .hasMessageNotContaining("depth");
    }

    @Test
    void readsFilesAndNamesThoseThatItCannot(@TempDir Path dir) throws Exception {
        // Given
        Path good = Files.writeString(dir.resolve("good.yaml"), "name: ä");
        Path binary = Files.write(dir.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
        // When, Then
        assertThat(StrictYaml.read(good, Settings.class).name()).isEqualTo("ä");
        assertThatThrownBy(() -> StrictYaml.read(dir.resolve("none.yaml"), Settings.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage(dir.resolve("none.yaml") + ": there is no such file");
        assertThatThrownBy(() -> StrictYaml.read(binary, Settings.class))
                .hasMessage(binary + ": this is no text in UTF-8");
    }

    @Test
    void saysWhyAFolderCannotBeRead(@TempDir Path folder) {
        assertThatThrownBy(() -> StrictYaml.text(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder + ": can't be read: Is a directory");
    }
}
