package io.tieline.testing.checker;

import static io.tieline.testing.checker.Story.at;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.Event.CallEnd;
import io.tieline.testing.history.Event.State;
import io.tieline.testing.history.Event.Status;
import io.tieline.testing.history.Place;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Small histories in which a promise was broken. */
final class BrokenCases {
    private BrokenCases() {}

    static Stream<Arguments> all() {
        return Stream.of(
                        ofLosses(),
                        ofReplies(),
                        ofDeadlines(),
                        ofCalls(),
                        ofCosts(),
                        ofHealth(),
                        ofProbes(),
                        ofOffsets(),
                        ofOffsetsAndSilences(),
                        ofOthers())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> ofLosses() {
        return Stream.of(
                each(Invariant.I1, "no reply", story().accepted("r1", 0).quiet(20)),
                each(
                        Invariant.I1,
                        "parked for ever",
                        story().accepted("r1", 0)
                                .add(new Event.ParkedSeen(at(3), "o", "r1", at(9), new Place("parked", 0, 1)))
                                .quiet(20)),
                each(
                        Invariant.I1,
                        "acknowledged at the second try",
                        story().published("r1", 0)
                                .failed("r1", 3, false)
                                .acknowledged("r1", 4, 1)
                                .quiet(20)));
    }

    private static Stream<Arguments> ofReplies() {
        return Stream.of(
                each(Invariant.I2, "two replies", story().replied("r1", 9).replied("r1", 12)),
                each(
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
                each(Invariant.I3, "nobody asked", story().published("r1", 0).replied("r2", 9)),
                each(
                        Invariant.I3,
                        "surely not published",
                        story().published("r1", 0).failed("r1", 5, true).replied("r1", 9)),
                each(
                        Invariant.I4,
                        "of another tenant",
                        story().published("r1", 0).replied("r1", 9, "other", "hash of r1", Status.COMPLETED)),
                each(
                        Invariant.I4,
                        "of another request",
                        story().published("r1", 0).replied("r1", 9, "t", "hash of r2", Status.COMPLETED)),
                each(
                        Invariant.I4,
                        "the refusal is of another tenant",
                        story().published("r1", 0).replied("r1", 9, "other", "", Status.FAILED)));
    }

    private static Stream<Arguments> ofDeadlines() {
        return Stream.of(
                each(Invariant.I7, "late", story().published("r1", 0).replied("r1", Story.DEADLINE + 1_001)),
                each(
                        Invariant.I7,
                        "expired with time left",
                        story().published("r1", 0).expired("r1", Story.DEADLINE - 1_001)),
                each(
                        Invariant.I7,
                        "a late failure",
                        story().published("r1", 0).replied("r1", Story.DEADLINE + 5_000, "t", "", Status.FAILED)));
    }

    private static Stream<Arguments> ofCalls() {
        return Stream.of(
                each(Invariant.I5, "one too many", Story.calls(5)),
                each(
                        Invariant.I5,
                        "probes with more than the last call left",
                        story().probed("r1", "e2", 0, 10)
                                .called("r1", "e1", 20, 30)
                                .called("r1", "e1", 40, 50)
                                .called("r1", "e1", 60, 70)
                                .called("r1", "e1", 80, 90)),
                each(
                        Invariant.I5,
                        "one too many, and something harmed that makes no calls",
                        Story.calls(5).fault("kill", "bystander", 250, 900)),
                each(
                        Invariant.I5,
                        "one too many, long before the kill",
                        Story.calls(5).fault("kill", "w", 9_000, 9_900)),
                each(
                        Invariant.I5,
                        "the fault was none that cuts calls off",
                        Story.calls(5).fault("slow", "w", 250, 9_900)),
                each(
                        Invariant.I5,
                        "a call of an epoch in which nobody probed",
                        Story.calls(4)
                                .called("r1", "e2", 500, 600)
                                .word("e2", 400, State.HEALTHY, 9)
                                .attempt("r1", "e2", 498, 603, 9)),
                each(
                        Invariant.I5,
                        "what a dispatcher finds out for itself, elsewhere",
                        Story.calls(4).called("r1", "e2", 500, 600).probedByItself("r1", "e3", "w", 498, 603)));
    }

    private static Stream<Arguments> ofCosts() {
        return Stream.of(each(
                Invariant.I6,
                "two answers",
                story().called("r1", "e1", 0, 9).called("r1", "e1", 10, 19).replied("r1", 20)));
    }

    private static Stream<Arguments> ofHealth() {
        return Stream.of(
                each(Invariant.I8, "known for long", Story.outage().called("r1", "e1", 12_100, 12_200)),
                each(
                        Invariant.I8,
                        "known again after a silence",
                        Story.outage().word("e1", 31_000, State.DOWN, 2).called("r1", "e1", 33_100, 33_200)),
                each(
                        Invariant.I8,
                        "sent after what held others back",
                        Story.outage()
                                .fault("blackhole", "d1 to the providers", 9_000, 14_000)
                                .called("r1", "e1", 14_010, 14_400)),
                each(
                        Invariant.I8,
                        "given up, but not held back",
                        Story.outage()
                                .fault("blackhole", "d1 to the providers", 9_000, 11_000)
                                .called("r1", "e1", "eu", 14_010, 14_400, Event.CallEnd.CALLER_LEFT)),
                each(
                        Invariant.I8,
                        "a dispatcher finds out for itself",
                        Story.outage()
                                .called("r1", "e1", 13_500, 13_600)
                                .probedByItself("r1", "e1", "w", 13_490, 13_610)),
                each(
                        Invariant.I8,
                        "while others probe",
                        Story.outage()
                                .word("e1", 14_000, State.PROBING, 5)
                                .called("r1", "e1", 14_500, 14_600)
                                .attempt("r1", "e1", 14_490, 14_610, 4)));
    }

    private static Stream<Arguments> ofProbes() {
        return Stream.of(
                each(
                        Invariant.I9,
                        "two at a time",
                        story().probed("r1", "e1", 0, 100).probed("r2", "e1", 99, 200)),
                each(
                        Invariant.I9,
                        "two of one dispatcher for itself",
                        story().probedByItself("r1", "e1", "w", 0, 100).probedByItself("r2", "e1", "w", 99, 200)),
                each(
                        Invariant.I9,
                        "within a long one",
                        story().probed("r1", "e1", 0, 100).probed("r2", "e1", 10, 20)));
    }

    private static Stream<Arguments> ofOffsets() {
        return Stream.of(
                each(
                        Invariant.I11,
                        "passed",
                        story().accepted("r1", 0)
                                .accepted("r2", 0)
                                .replied("r2", 9)
                                .committed(10, 2)
                                .quiet(20)),
                each(
                        Invariant.I11,
                        "passed long before it was answered",
                        story().accepted("r1", 0)
                                .committed(1_000, 2)
                                .accepted("r9", 4_000)
                                .replied("r1", 6_001)
                                .committed(9_000, 2)
                                .quiet(20_000)),
                each(
                        Invariant.I11,
                        "passed by far at first, by less later",
                        story().accepted("r1", 0)
                                .committed(1_000, 9)
                                .committed(5_000, 2)
                                .replied("r1", 6_001)
                                .quiet(20_000)));
    }

    private static Stream<Arguments> ofOffsetsAndSilences() {
        return Stream.of(
                each(
                        Invariant.I11,
                        "passed long before a fault",
                        story().accepted("r1", 0)
                                .committed(1_000, 2)
                                .accepted("r9", 5_900)
                                .fault("kill", "broker", 6_100, 9_000)
                                .replied("r1", 9_500)
                                .quiet(20_000)),
                each(
                        Invariant.I11,
                        "answered long after Kafka was heard again",
                        story().accepted("r1", 0)
                                .committed(1_000, 2)
                                .accepted("r9", 50_000)
                                .accepted("r10", 53_000)
                                .replied("r1", 56_100)
                                .quiet(70_000)));
    }

    private static Stream<Arguments> ofOthers() {
        return Stream.of(
                each(Invariant.I10, "more than twice as long", Story.phases(50, 151)),
                each(
                        Invariant.I12,
                        "found",
                        story().add(new Event.Searched(at(0), "h", "w.log", 100))
                                .add(new Event.Canary(at(1), "h", "sk-canary", "w.log"))),
                each(
                        Invariant.G5,
                        "outside",
                        story().published("r1", 0, "eu").called("r1", "e1", "us", 1, 2, CallEnd.ERROR)),
                each(
                        Invariant.G5,
                        "a probe outside",
                        story().published("r1", 0, "ch").probed("r1", "e1", 1, 2)));
    }

    private static Story story() {
        return new Story();
    }

    private static Arguments each(Invariant invariant, String name, Story story) {
        return arguments(invariant, name, story);
    }
}
