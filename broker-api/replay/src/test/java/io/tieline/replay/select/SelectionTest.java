package io.tieline.replay.select;

import static io.tieline.replay.select.Samples.again;
import static io.tieline.replay.select.Samples.letter;
import static io.tieline.replay.select.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tieline.schemas.avro.DeadLetter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    private static final DeadLetter LETTER =
            letter(request("r-1").setJobId("job-1").build(), "provider.server_error", "us/gpt", "eu/gpt");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | true",
                "{\"tenants\":[\"acme\"]}                    | true",
                "{\"tenants\":[\"other\"]}                   | false",
                "{\"routes\":[\"translate\",\"summarize\"]}  | true",
                "{\"routes\":[\"translate\"]}                | false",
                "{\"codes\":[\"provider.server_error\"]}     | true",
                "{\"codes\":[\"provider.*\"]}                | true",
                "{\"codes\":[\"provider\"]}                  | false",
                "{\"codes\":[\"request.*\"]}                 | false",
                "{\"endpoints\":[\"us/gpt\"]}                | true",
                "{\"endpoints\":[\"own/phi\"]}               | false",
                "{\"jobs\":[\"job-1\"]}                      | true",
                "{\"jobs\":[\"job-2\"]}                      | false",
                "{\"ids\":[\"r-1\"]}                         | true",
                "{\"ids\":[\"r-2\"]}                         | false",
                "{\"text\":\"SEARCH\"}                       | true",
                "{\"text\":\"tea\"}                          | true",
                "{\"text\":\"billing\"}                      | false",
                "{\"from\":\"2026-03-01T12:01:00Z\"}         | true",
                "{\"from\":\"2026-03-01T12:01:00.001Z\"}     | false",
                "{\"to\":\"2026-03-01T12:01:00.001Z\"}       | true",
                "{\"to\":\"2026-03-01T12:01:00Z\"}           | false",
                "{\"tenants\":[\"acme\"],\"jobs\":[\"job-2\"]} | false",
            })
    void shouldTakeWhatFits(String json, boolean takes) {
        assertThat(Selection.parse(json).filter().takes(Found.of(LETTER))).isEqualTo(takes);
    }

    @Test
    void shouldFindWhatWasRunAgainByTheIdThatItHadFirst() {
        Found found = Found.of(letter(again("r-1", 2, "replay-1").build(), "provider.timeout"));
        assertThat(Selection.parse("{\"ids\":[\"r-1\"]}").filter().takes(found)).isTrue();
        assertThat(Selection.parse("{\"ids\":[\"r-1~2\"]}").filter().takes(found))
                .isTrue();
        assertThat(Selection.parse("{\"ids\":[\"r-1~1\"]}").filter().takes(found))
                .isFalse();
    }

    @Test
    void shouldBeWrittenInOneWay() {
        // Given
        String json = "{\"source\":\"dead-letters\",\"from\":\"2026-03-01T12:00:00Z\",\"to\":\"2026-03-02T12:00:00Z\","
                + "\"tenants\":[\"b\",\"a\"],\"routes\":[\"r\"],\"codes\":[\"provider.*\"],\"endpoints\":[\"e\"],"
                + "\"jobs\":[\"j\"],\"ids\":[\"i\"],\"text\":\"t\"}";
        // When
        Selection selection = Selection.parse(json);
        // Then
        assertThat(selection.toJson()).isEqualTo(json.replace("\"b\",\"a\"", "\"a\",\"b\""));
        assertThat(Selection.parse(selection.toJson())).isEqualTo(selection);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                "{\"tenant\":\"acme\"}",
                "{\"tenants\":\"acme\"}",
                "{\"tenants\":[]}",
                "{\"tenants\":[\" \"]}",
                "{\"source\":\"replies\"}",
                "{\"from\":\"yesterday\"}",
                "{\"from\":\"2026-03-01T12:00:00Z\",\"to\":\"2026-03-01T12:00:00Z\"}",
                "{\"source\":\"batch\",\"codes\":[\"provider.*\"]}"
            })
    void shouldRefuseWhatIsNone(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.parse(json))
                .withMessageMatching("(?s).*(allowed|no JSON).*");
    }

    @Test
    void shouldCountByReasonEndpointAndHour() {
        // Given
        DeadLetterStats stats = new DeadLetterStats();
        // When
        Stream.of("a", "b")
                .map(id -> letter(request(id).build(), "provider.timeout", "us/gpt", "eu/gpt"))
                .forEach(letter -> stats.add(Found.of(letter)));
        stats.add(Found.of(letter(request("c").build(), "policy.residency")));
        // Then
        assertThat(stats.total()).isEqualTo(3);
        assertThat(stats.rows())
                .containsExactly(
                        new DeadLetterStats.Row(Samples.NOON, "policy.residency", DeadLetterStats.NO_CALL, 1),
                        new DeadLetterStats.Row(Samples.NOON, "provider.timeout", "eu/gpt", 2));
    }
}
