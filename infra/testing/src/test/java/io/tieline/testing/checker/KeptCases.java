package io.tieline.testing.checker;

import static io.tieline.testing.checker.Story.at;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.Event.CallEnd;
import io.tieline.testing.history.Event.State;
import io.tieline.testing.history.Event.Status;
import io.tieline.testing.history.Place;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Small histories in which a promise was kept, though it may look otherwise. */
final class KeptCases {
    private KeptCases() {}

    static Stream<Arguments> all() {
        return Stream.of(ofLosses(), ofReplies(), ofCalls(), ofHealth(), ofProbes(), ofOffsets(), ofOthers())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> ofLosses() {
        return Stream.of(
                each(
                        Invariant.I1,
                        "a reply",
                        story().accepted("r1", 0).replied("r1", 9).quiet(20)),
                each(
                        Invariant.I1,
                        "no reply where the acknowledgement is unknown",
                        story().accepted("r1", 0)
                                .replied("r1", 9)
                                .published("r2", 0)
                                .failed("r2", 9, false)
                                .quiet(20)),
                each(
                        Invariant.I1,
                        "not yet a reply to what came later",
                        story().accepted("r1", 0).replied("r1", 9).quiet(20).accepted("r2", 30)));
    }

    private static Stream<Arguments> ofReplies() {
        return Stream.of(
                each(
                        Invariant.I2,
                        "the same record, read twice",
                        story().repliedAt("r1", 9, "t", "h", Status.COMPLETED, 7)
                                .repliedAt("r1", 12, "t", "h", Status.COMPLETED, 7)),
                each(
                        Invariant.I3,
                        "a reply where the acknowledgement is unknown",
                        story().published("r1", 0).failed("r1", 5, false).replied("r1", 9)),
                each(Invariant.I4, "all matches", story().published("r1", 0).replied("r1", 9)),
                each(
                        Invariant.I4,
                        "no answer to match",
                        story().published("r1", 0).expired("r1", 9)),
                each(
                        Invariant.I7,
                        "within the slack",
                        story().published("r1", 0).replied("r1", Story.DEADLINE + 1_000)),
                each(
                        Invariant.I7,
                        "told as expired",
                        story().published("r1", 0).expired("r1", Story.DEADLINE + 9_000)));
    }

    private static Stream<Arguments> ofCalls() {
        return Stream.of(
                each(Invariant.I5, "as many as allowed", Story.calls(4)),
                each(
                        Invariant.I5,
                        "one more for one that was cut off",
                        Story.calls(4)
                                .called("r1", "e1", "eu", 500, 700, CallEnd.CALLER_LEFT)
                                .fault("kill", "w", 600, 900)),
                each(
                        Invariant.I5,
                        "one more for an answer that died before it was settled",
                        Story.calls(4).called("r1", "e1", 500, 700).fault("kill", "w", 900, 990)),
                each(
                        Invariant.I5,
                        "probes with the last call left don't count",
                        Story.calls(4).probed("r1", "e2", 500, 600)),
                each(
                        Invariant.I5,
                        "probes that the health table tells",
                        Story.calls(4)
                                .called("r1", "e2", 500, 600)
                                .word("e2", 400, State.PROBING, 9)
                                .attempt("r1", "e2", 498, 603, 9)),
                each(
                        Invariant.I5,
                        "what a dispatcher finds out for itself",
                        Story.calls(4).called("r1", "e2", 500, 600).probedByItself("r1", "e2", "w", 498, 603)),
                each(
                        Invariant.I6,
                        "nothing in vain",
                        story().called("r1", "e1", 0, 9).replied("r1", 10)));
    }

    private static Stream<Arguments> ofHealth() {
        return Stream.of(
                each(Invariant.I8, "before it is known for long", Story.outage().called("r1", "e1", 11_900, 11_950)),
                each(Invariant.I8, "a probe", Story.outage().probed("r1", "e1", 13_500, 13_600)),
                each(
                        Invariant.I8,
                        "a probe that the health table tells",
                        Story.outage()
                                .word("e1", 14_000, State.PROBING, 5)
                                .called("r1", "e1", 14_500, 14_600)
                                .attempt("r1", "e1", 14_490, 14_610, 5)),
                each(Invariant.I8, "nobody has spoken for long", Story.outage().called("r1", "e1", 30_100, 30_200)),
                each(
                        Invariant.I8,
                        "the first word after a silence has hardly been spoken",
                        Story.outage().word("e1", 32_000, State.DOWN, 2).called("r1", "e1", 32_500, 32_600)),
                each(
                        Invariant.I8,
                        "sent before, held back, and given up",
                        Story.outage()
                                .fault("blackhole", "d1 to the providers", 9_000, 14_000)
                                .called("r1", "e1", "eu", 14_010, 14_400, Event.CallEnd.CALLER_LEFT)),
                each(
                        Invariant.I8,
                        "it is back",
                        Story.outage().word("e1", 14_000, State.RECOVERING, 6).called("r1", "e1", 14_001, 14_100)),
                each(Invariant.I8, "another endpoint", Story.outage().called("r1", "e2", 14_000, 14_100)));
    }

    private static Stream<Arguments> ofProbes() {
        return Stream.of(
                each(
                        Invariant.I9,
                        "one after the other",
                        story().probed("r1", "e1", 0, 100)
                                .probed("r2", "e1", 100, 200)
                                .probed("r3", "e2", 0, 200)),
                each(
                        Invariant.I9,
                        "each dispatcher for itself",
                        story().probedByItself("r1", "e1", "w1", 0, 100)
                                .probedByItself("r2", "e1", "w2", 50, 150)
                                .probedByItself("r3", "e1", "w1", 100, 200)
                                .probedByItself("r4", "e2", "w1", 50, 150)),
                each(
                        Invariant.I9,
                        "told twice: while it went on, and when it had ended",
                        story().probedByItself("r1", "e1", "w1", 0, 90).probedByItself("r1", "e1", "w1", 0, 100)),
                each(
                        Invariant.I9,
                        "another after the prober died",
                        story().probed("r1", "e1", 0, 5_000)
                                .fault("kill", "w", 1_000, 2_000)
                                .probed("r2", "e1", 2_000, 2_100)));
    }

    private static Stream<Arguments> ofOffsets() {
        return Stream.of(
                each(
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
                each(
                        Invariant.I11,
                        "seen a little later than the commit",
                        story().accepted("r1", 0)
                                .committed(1_000, 2)
                                .replied("r1", 6_000)
                                .committed(9_000, 7)
                                .quiet(20_000)),
                each(
                        Invariant.I11,
                        "seen after a fault that was under way",
                        story().accepted("r1", 0)
                                .committed(1_000, 2)
                                .fault("kill", "broker", 5_000, 9_000)
                                .replied("r1", 39_000)
                                .quiet(50_000)),
                each(
                        Invariant.I11,
                        "seen when Kafka is heard again",
                        story().accepted("r1", 0)
                                .committed(1_000, 2)
                                .replied("r1", 60_000)
                                .quiet(70_000)));
    }

    private static Stream<Arguments> ofOthers() {
        return Stream.of(
                each(Invariant.I10, "twice as long", Story.phases(50, 150)),
                each(Invariant.I12, "nothing found", story().add(new Event.Searched(at(0), "h", "w.log", 100))),
                each(
                        Invariant.G5,
                        "inside",
                        story().published("r1", 0, "eu", "ch").called("r1", "e1", 1, 2)),
                each(
                        Invariant.G5,
                        "one is bound, the other isn't",
                        story().published("r1", 0, "eu")
                                .called("r1", "e1", 1, 2)
                                .published("r2", 0)
                                .called("r2", "e1", "us", 1, 2, CallEnd.OK)));
    }

    private static Story story() {
        return new Story();
    }

    private static Arguments each(Invariant invariant, String name, Story story) {
        return arguments(invariant, name, story);
    }
}
