package io.tieline.testing.checker;

import static io.tieline.testing.checker.Story.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.Event.CallEnd;
import io.tieline.testing.history.Event.State;
import io.tieline.testing.history.Event.Status;
import io.tieline.testing.history.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckerTest {
    private static final Rules RULES =
            Rules.DEFAULTS.withFairness(new Rules.Fairness("small", "solo", "shared", 2, Duration.ofMillis(50)));

    private static Story story() {
        return new Story();
    }

    private static Arguments keeps(Invariant invariant, String name, Story story) {
        return arguments(invariant, name, story);
    }

    static Stream<Arguments> kept() {
        return Stream.of(
                keeps(
                        Invariant.I1,
                        "a reply",
                        story().accepted("r1", 0).replied("r1", 9).quiet(20)),
                keeps(
                        Invariant.I1,
                        "no reply where the acknowledgement is unknown",
                        story().accepted("r1", 0)
                                .replied("r1", 9)
                                .published("r2", 0)
                                .failed("r2", 9, false)
                                .quiet(20)),
                keeps(
                        Invariant.I1,
                        "not yet a reply to what came later",
                        story().accepted("r1", 0).replied("r1", 9).quiet(20).accepted("r2", 30)),
                keeps(
                        Invariant.I2,
                        "the same record, read twice",
                        story().repliedAt("r1", 9, "t", "h", Status.COMPLETED, 7)
                                .repliedAt("r1", 12, "t", "h", Status.COMPLETED, 7)),
                keeps(
                        Invariant.I3,
                        "a reply where the acknowledgement is unknown",
                        story().published("r1", 0).failed("r1", 5, false).replied("r1", 9)),
                keeps(Invariant.I4, "all matches", story().published("r1", 0).replied("r1", 9)),
                keeps(
                        Invariant.I4,
                        "no answer to match",
                        story().published("r1", 0).expired("r1", 9)),
                keeps(Invariant.I5, "as many as allowed", calls(4)),
                keeps(
                        Invariant.I5,
                        "one more for one that was cut off",
                        calls(4).called("r1", "e1", "eu", 500, 700, CallEnd.CALLER_LEFT)
                                .fault("kill", "w", 600, 900)),
                keeps(
                        Invariant.I5,
                        "one more for an answer that died before it was settled",
                        calls(4).called("r1", "e1", 500, 700).fault("kill", "w", 900, 990)),
                keeps(Invariant.I5, "probes don't count", calls(4).probed("r1", "e2", 500, 600)),
                keeps(
                        Invariant.I5,
                        "probes that the health table tells",
                        calls(4).called("r1", "e2", 500, 600)
                                .word("e2", 400, State.PROBING, 9)
                                .attempt("r1", "e2", 498, 603, 9)),
                keeps(
                        Invariant.I6,
                        "nothing in vain",
                        story().called("r1", "e1", 0, 9).replied("r1", 10)),
                keeps(
                        Invariant.I7,
                        "within the slack",
                        story().published("r1", 0).replied("r1", Story.DEADLINE + 1_000)),
                keeps(
                        Invariant.I7,
                        "told as expired",
                        story().published("r1", 0).expired("r1", Story.DEADLINE + 9_000)),
                keeps(Invariant.I8, "before it is known for long", outage().called("r1", "e1", 11_900, 11_950)),
                keeps(Invariant.I8, "a probe", outage().probed("r1", "e1", 13_500, 13_600)),
                keeps(
                        Invariant.I8,
                        "a probe that the health table tells",
                        outage().word("e1", 14_000, State.PROBING, 5)
                                .called("r1", "e1", 14_500, 14_600)
                                .attempt("r1", "e1", 14_490, 14_610, 5)),
                keeps(Invariant.I8, "nobody has spoken for long", outage().called("r1", "e1", 30_100, 30_200)),
                keeps(
                        Invariant.I8,
                        "it is back",
                        outage().word("e1", 14_000, State.RECOVERING, 6).called("r1", "e1", 14_001, 14_100)),
                keeps(Invariant.I8, "another endpoint", outage().called("r1", "e2", 14_000, 14_100)),
                keeps(
                        Invariant.I9,
                        "one after the other",
                        story().probed("r1", "e1", 0, 100)
                                .probed("r2", "e1", 100, 200)
                                .probed("r3", "e2", 0, 200)),
                keeps(
                        Invariant.I9,
                        "another after the prober died",
                        story().probed("r1", "e1", 0, 5_000)
                                .fault("kill", "w", 1_000, 2_000)
                                .probed("r2", "e1", 2_000, 2_100)),
                keeps(Invariant.I10, "twice as long", phases(50, 150)),
                keeps(
                        Invariant.I11,
                        "finished, parked, dead or above",
                        story().accepted("r1", 0)
                                .replied("r1", 9)
                                .accepted("r2", 0)
                                .add(new Event.ParkedSeen(at(3), "o", "r2", at(9), new Place("parked", 0, 1)))
                                .accepted("r3", 0)
                                .add(new Event.DeadLetterSeen(at(3), "o", "r3", new Place("dead", 0, 1)))
                                .accepted("r4", 0)
                                .committed(10, 4)
                                .quiet(20)),
                keeps(Invariant.I12, "nothing found", story().add(new Event.Searched(at(0), "h", "w.log", 100))),
                keeps(
                        Invariant.G5,
                        "inside",
                        story().published("r1", 0, "eu", "ch").called("r1", "e1", 1, 2)),
                keeps(
                        Invariant.G5,
                        "one is bound, the other isn't",
                        story().published("r1", 0, "eu")
                                .called("r1", "e1", 1, 2)
                                .published("r2", 0)
                                .called("r2", "e1", "us", 1, 2, CallEnd.OK)));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                keeps(Invariant.I1, "no reply", story().accepted("r1", 0).quiet(20)),
                keeps(
                        Invariant.I1,
                        "parked for ever",
                        story().accepted("r1", 0)
                                .add(new Event.ParkedSeen(at(3), "o", "r1", at(9), new Place("parked", 0, 1)))
                                .quiet(20)),
                keeps(
                        Invariant.I1,
                        "acknowledged at the second try",
                        story().published("r1", 0)
                                .failed("r1", 3, false)
                                .acknowledged("r1", 4, 1)
                                .quiet(20)),
                keeps(Invariant.I2, "two replies", story().replied("r1", 9).replied("r1", 12)),
                keeps(
                        Invariant.I2,
                        "the same offset of another partition",
                        story().replied("r1", 9)
                                .add(new Event.ReplySeen(
                                        at(9),
                                        "o",
                                        "r1",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Status.FAILED,
                                        "x",
                                        0,
                                        Optional.empty(),
                                        new Place(Story.REPLIES, 1, 0)))),
                keeps(Invariant.I3, "nobody asked", story().published("r1", 0).replied("r2", 9)),
                keeps(
                        Invariant.I3,
                        "surely not published",
                        story().published("r1", 0).failed("r1", 5, true).replied("r1", 9)),
                keeps(
                        Invariant.I4,
                        "of another tenant",
                        story().published("r1", 0).replied("r1", 9, "other", "hash of r1", Status.COMPLETED)),
                keeps(
                        Invariant.I4,
                        "of another request",
                        story().published("r1", 0).replied("r1", 9, "t", "hash of r2", Status.COMPLETED)),
                keeps(
                        Invariant.I4,
                        "the refusal is of another tenant",
                        story().published("r1", 0).replied("r1", 9, "other", "", Status.FAILED)),
                keeps(Invariant.I5, "one too many", calls(5)),
                keeps(Invariant.I5, "one too many, long before the kill", calls(5).fault("kill", "w", 9_000, 9_900)),
                keeps(Invariant.I5, "the fault was none that cuts calls off", calls(5).fault("slow", "w", 250, 9_900)),
                keeps(
                        Invariant.I5,
                        "a call of an epoch in which nobody probed",
                        calls(4).called("r1", "e2", 500, 600)
                                .word("e2", 400, State.HEALTHY, 9)
                                .attempt("r1", "e2", 498, 603, 9)),
                keeps(
                        Invariant.I6,
                        "two answers",
                        story().called("r1", "e1", 0, 9)
                                .called("r1", "e1", 10, 19)
                                .replied("r1", 20)),
                keeps(Invariant.I7, "late", story().published("r1", 0).replied("r1", Story.DEADLINE + 1_001)),
                keeps(
                        Invariant.I7,
                        "a late failure",
                        story().published("r1", 0).replied("r1", Story.DEADLINE + 5_000, "t", "", Status.FAILED)),
                keeps(Invariant.I8, "known for long", outage().called("r1", "e1", 12_100, 12_200)),
                keeps(
                        Invariant.I8,
                        "while others probe",
                        outage().word("e1", 14_000, State.PROBING, 5)
                                .called("r1", "e1", 14_500, 14_600)
                                .attempt("r1", "e1", 14_490, 14_610, 4)),
                keeps(
                        Invariant.I9,
                        "two at a time",
                        story().probed("r1", "e1", 0, 100).probed("r2", "e1", 99, 200)),
                keeps(
                        Invariant.I9,
                        "within a long one",
                        story().probed("r1", "e1", 0, 100).probed("r2", "e1", 10, 20)),
                keeps(Invariant.I10, "more than twice as long", phases(50, 151)),
                keeps(
                        Invariant.I11,
                        "passed",
                        story().accepted("r1", 0)
                                .accepted("r2", 0)
                                .replied("r2", 9)
                                .committed(10, 2)
                                .quiet(20)),
                keeps(
                        Invariant.I12,
                        "found",
                        story().add(new Event.Searched(at(0), "h", "w.log", 100))
                                .add(new Event.Canary(at(1), "h", "sk-canary", "w.log"))),
                keeps(
                        Invariant.G5,
                        "outside",
                        story().published("r1", 0, "eu").called("r1", "e1", "us", 1, 2, CallEnd.ERROR)),
                keeps(
                        Invariant.G5,
                        "a probe outside",
                        story().published("r1", 0, "ch").probed("r1", "e1", 1, 2)));
    }

    /** Down at 10 s, said again at 12 s and 15 s; some call tells that probes can be told. */
    private static Story outage() {
        return story().probed("r0", "e9", 0, 1)
                .word("e1", 0, State.HEALTHY, 1)
                .word("e1", 10_000, State.DOWN, 2)
                .word("e1", 12_000, State.DOWN, 2)
                .word("e1", 15_000, State.DOWN, 2);
    }

    private static Story calls(int count) {
        Story story = story();
        IntStream.range(0, count).forEach(i -> story.called("r1", "e1", "eu", 100L * i, 100L * i + 50, CallEnd.ERROR));
        return story;
    }

    private static Story phases(long solo, long shared) {
        Story story = story().add(new Event.PhaseBegan(at(0), "h", "solo"));
        for (int i = 0; i < 30; i++) {
            story.publishedBy("small", "s" + i, 10L * i).called("s" + i, "e1", 10L * i + solo, 10L * i + 999);
        }
        story.add(new Event.PhaseBegan(at(10_000), "h", "shared"));
        for (int i = 0; i < 30; i++) {
            long at = 10_000L + 10L * i;
            story.publishedBy("small", "m" + i, at).called("m" + i, "e1", at + shared, at + 9_999);
            story.publishedBy("large", "l" + i, at).called("l" + i, "e1", at + 9_000, at + 9_999);
        }
        return story;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("kept")
    void shouldFindItKept(Invariant invariant, String name, Story story) {
        Report report = Checker.of(RULES).check(story);
        assertThat(report.on(invariant).ruling()).as(report.toString()).isInstanceOf(Verdict.Ruling.Holds.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    void shouldFindItBrokenAndProveIt(Invariant invariant, String name, Story story) {
        // When it is checked, then it is broken, and a few events prove it
        Report report = Checker.of(RULES).check(story);
        assertThat(report.on(invariant).ruling()).isInstanceOfSatisfying(Verdict.Ruling.Broken.class, broken -> {
            assertThat(broken.witness().events())
                    .as(broken.toString())
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(12);
            assertThat(broken.witness().cases()).isPositive();
        });

        // And the order in which it was told makes no difference
        Story shuffled = story();
        shuffled.events.addAll(story.events);
        Collections.shuffle(shuffled.events, new Random(7));
        assertThat(Checker.of(RULES).check(shuffled).verdicts()).isEqualTo(report.verdicts());
    }

    @Test
    void shouldJudgeNothingWhereNothingIsTold() {
        Report report = Checker.of(Rules.DEFAULTS).check(_ -> {});
        assertThat(report.verdicts())
                .hasSameSizeAs(Invariant.values())
                .allSatisfy(verdict -> assertThat(verdict.ruling()).isInstanceOf(Verdict.Ruling.NotJudged.class));
    }

    @Test
    void shouldNotJudgeLossBeforeAllIsDrainedNorCallsWhereProbesAreUnknown() {
        Story story = story().accepted("r1", 0)
                .committed(9, 2)
                .word("e1", 0, State.DOWN, 1)
                .called("r1", "e1", 9_000, 9_100);
        Report report = Checker.of(Rules.DEFAULTS).check(story);
        assertThat(List.of(Invariant.I1, Invariant.I8, Invariant.I11))
                .allSatisfy(each -> assertThat(report.on(each).ruling()).isInstanceOf(Verdict.Ruling.NotJudged.class));
    }

    @Test
    void shouldTakeTheEarliestCaseAndNothingElseForAWitness() {
        // Given three requests that are lost, and others that aren't
        Story story = story();
        List.of("r5", "r3", "r4").forEach(id -> story.accepted(id, 100 - Long.parseLong(id.substring(1))));
        story.accepted("r1", 0).replied("r1", 9).quiet(200);

        // When it is checked
        Report report = Checker.of(Rules.DEFAULTS).check(story);

        // Then the first one that was published is told, with its own events
        assertThat(report.on(Invariant.I1).ruling()).isInstanceOfSatisfying(Verdict.Ruling.Broken.class, broken -> {
            assertThat(broken.witness().what()).contains("r5");
            assertThat(broken.witness().cases()).isEqualTo(3);
            List<Event> expected = new ArrayList<>(story.events.subList(0, 2));
            expected.add(story.events.getLast());
            assertThat(broken.witness().events()).isEqualTo(expected);
        });
        assertThat(report.broken()).hasSize(1);
        assertThat(report.toString())
                .contains("I1  nothing acknowledged is lost: BROKEN")
                .contains("NOT JUDGED");
    }

    @Test
    void shouldMeasureByTheSameHistory() {
        // Given an outage that is seen after 2 s and recovered from 3 s after its end
        Story story = story().accepted("r1", 0)
                .called("r1", "e1", 10, 90)
                .replied("r1", 100)
                .word("e1", 0, State.HEALTHY, 1)
                .fault("errors", "e1", 10_000, 20_000)
                .word("e1", 12_000, State.DOWN, 2)
                .accepted("r2", 13_000)
                .called("r2", "e2", 13_100, 13_200)
                .called("r2", "e2", 13_300, 13_400)
                .replied("r2", 13_500)
                .word("e1", 21_000, State.RECOVERING, 3)
                .word("e1", 23_000, State.HEALTHY, 4)
                .word("e2", 25_000, State.DOWN, 2)
                .accepted("r3", 26_000)
                .quiet(30_000);

        // When it is checked, then the figures are these
        Figures figures = Checker.of(Rules.DEFAULTS).check(story).figures();
        assertThat(figures.requests()).isEqualTo(3);
        assertThat(figures.lost()).isEqualTo(1);
        assertThat(figures.doubled()).isZero();
        assertThat(figures.repeatedPer1000()).isEqualTo(1_000 / 3.0);
        assertThat(figures.costRatio()).isEqualTo(1.5);
        assertThat(figures.detection()).isEqualTo(new Spread(1, 2_000, 2_000, 2_000));
        assertThat(figures.recovery()).isEqualTo(new Spread(1, 3_000, 3_000, 3_000));
        assertThat(figures.falseDowns()).isEqualTo(1);
        assertThat(figures.drainMillis()).isEqualTo(4_000);
        assertThat(figures.addedP50()).isEqualTo(400);
    }
}
