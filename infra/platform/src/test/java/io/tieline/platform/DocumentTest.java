package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentTest {
    record Ship(@Nullable String name, @Nullable Integer guns) {}

    record Fleet(
            @Nullable List<@Nullable Ship> ships, @Nullable Map<String, String> notes) {}

    private static final String YAML = """
            ships:
              - name: Victory
                guns: 104
              - name: Temeraire
                guns: many
              - no ship
            notes:
              linger.ms: 5
            """;

    private final Document<Fleet> document = StrictYaml.document(YAML, "fleet.yaml", Fleet.class);

    @Test
    void keepsWhatCouldBeUnderstood() {
        Fleet fleet = Objects.requireNonNull(document.value());
        assertThat(fleet.ships()).containsExactly(new Ship("Victory", 104), new Ship("Temeraire", null), null);
        assertThat(document.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "fleet.yaml:5: ships[1].guns is 'many', allowed: a whole number",
                        "fleet.yaml:6: ships[2] is a single value, allowed: a mapping with the keys name, guns");
    }

    @Test
    void knowsTheLineOfEveryPathAndOfWhatIsMissing() {
        assertThat(document.problem("ships[1].name", "").line()).isEqualTo(4);
        assertThat(document.problem("ships[0].captain", "").line()).isEqualTo(2);
        assertThat(document.problem("ships[7].name", "").line()).isEqualTo(2);
        assertThat(document.problem("notes.linger.ms", "").line()).isEqualTo(8);
        assertThat(document.problem("ports", "").line()).isEqualTo(1);
        assertThat(document.problem("", "").line()).isEqualTo(1);
    }

    @Test
    void aPartIsSoundIfNothingInItIsWrong() {
        assertThat(document.isSound("ships[0]")).isTrue();
        assertThat(document.isSound("ships[1].name")).isTrue();
        assertThat(document.isSound("ships[1]")).isFalse();
        assertThat(document.isSound("ships[2].name"))
                .as("part of what is wrong")
                .isTrue();
        assertThat(document.isSound("")).isFalse();
        assertThat(document.isSound("ship")).isTrue();
    }

    @Test
    void whatOthersFindIsToldInTheOrderOfTheLines() {
        // Given
        document.add("ships[0].name", "is taken");
        // When, Then
        assertThatThrownBy(document::requireSound)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("fleet.yaml:2: ships[0].name is taken\nfleet.yaml:5: ships[1].guns is");
        assertThatCode(StrictYaml.document("ships: []", "fleet.yaml", Fleet.class)::requireSound)
                .doesNotThrowAnyException();
    }
}
