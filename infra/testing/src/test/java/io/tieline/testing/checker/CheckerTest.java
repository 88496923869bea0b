package io.tieline.testing.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.Event.CallEnd;
import io.tieline.testing.history.Event.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckerTest {
    private static final Rules RULES = Rules.DEFAULTS
            .withBystanders(Set.of("bystander"))
            .withFairness(new Rules.Fairness("small", "solo", "shared", 2, Duration.ofMillis(50)));

    private static Story story() {
        return new Story();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("io.tieline.testing.checker.KeptCases#all")
    void shouldFindItKept(Invariant invariant, String name, Story story) {
        Report report = Checker.of(RULES).check(story);
        assertThat(report.on(invariant).ruling()).as(report.toString()).isInstanceOf(Verdict.Ruling.Holds.class);
        assertThatOrderMakesNoDifference(story, report);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("io.tieline.testing.checker.BrokenCases#all")
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
        assertThatOrderMakesNoDifference(story, report);
    }

    private static void assertThatOrderMakesNoDifference(Story story, Report report) {
        for (long seed = 1; seed <= 7; seed++) {
            Story shuffled = story();
            shuffled.events.addAll(story.events);
            Collections.shuffle(shuffled.events, new Random(seed));
            assertThat(Checker.of(RULES).check(shuffled).verdicts())
                    .as("seed %d", seed)
                    .isEqualTo(report.verdicts());
        }
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
    void shouldTakeTheCaseOfWhichThereIsLeastToTell() {
        // Given two requests that are bound to the EU and were worked on elsewhere, the later one by a single call
        Story story = story().published("r1", 0, "eu")
                .called("r1", "e1", "us", 1, 2, CallEnd.ERROR)
                .called("r1", "e2", "us", 3, 4, CallEnd.ERROR)
                .published("r2", 10, "eu")
                .called("r2", "e1", "us", 11, 12, CallEnd.ERROR);

        // When it is checked
        Report report = Checker.of(Rules.DEFAULTS).check(story);

        // Then that one is told
        assertThat(report.on(Invariant.G5).ruling()).isInstanceOfSatisfying(Verdict.Ruling.Broken.class, broken -> {
            assertThat(broken.witness().cases()).isEqualTo(2);
            assertThat(broken.witness().events()).isEqualTo(story.events.subList(3, 5));
        });
    }

    @Test
    void shouldProveACallOutsideByNoneThatIsInside() {
        // Given a request that is bound to the EU, and calls inside and outside
        Story story = story().published("r1", 0, "eu")
                .called("r1", "e1", "eu", 1, 2, CallEnd.ERROR)
                .called("r1", "e2", "us", 3, 4, CallEnd.OK);

        // When it is checked
        Report report = Checker.of(Rules.DEFAULTS).check(story);

        // Then the call inside proves nothing
        assertThat(report.on(Invariant.G5).ruling())
                .isInstanceOfSatisfying(
                        Verdict.Ruling.Broken.class,
                        broken -> assertThat(broken.witness().events())
                                .containsExactly(story.events.getFirst(), story.events.getLast()));
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
        assertThat(figures.faults()).isEqualTo(1);
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
