package io.tieline.testing.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.Event.State;
import io.tieline.testing.history.Event.Status;
import io.tieline.testing.history.Place;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A single mishap in a long run is found, and nothing else is. */
class MutationTest {
    private static final int SEEDS = 5;

    private static Arguments mishap(String name, BiConsumer<Story, Random> mutation, Invariant... broken) {
        return arguments(name, mutation, Set.of(broken));
    }

    static Stream<Arguments> mishaps() {
        return Stream.of(
                mishap("a reply is dropped", MutationTest::drop, Invariant.I1, Invariant.I11),
                mishap(
                        "a reply comes twice",
                        (story, random) -> story.add(moved(completed(story, random))),
                        Invariant.I2),
                mishap(
                        "a reply that nobody asked for",
                        (story, random) -> story.replied("stray" + random.nextInt(), 50_000),
                        Invariant.I3),
                mishap("a reply goes to another tenant", MutationTest::otherTenant, Invariant.I4),
                mishap("a reply answers another request", MutationTest::otherRequest, Invariant.I4),
                mishap("a reply is late", MutationTest::late, Invariant.I7),
                mishap("calls without end", MutationTest::moreCalls, Invariant.I5),
                mishap("an answer is bought again and again", MutationTest::moreAnswers, Invariant.I5, Invariant.I6),
                mishap(
                        "a call where it is down",
                        (story, random) -> story.published("x", 14_000 + random.nextInt(900))
                                .called("x", "e1", "eu", 15_000, 15_100, Event.CallEnd.ERROR),
                        Invariant.I8),
                mishap(
                        "a second probe",
                        (story, random) -> story.probed("r5", "e1", 22_150, 22_160)
                                .word("e1", 22_140 + random.nextInt(5), State.PROBING, 3),
                        Invariant.I9),
                mishap(
                        "a canary sings",
                        (story, random) -> story.add(new Event.Canary(Story.BEGIN, "h", "sk-1", "w1.log")),
                        Invariant.I12),
                mishap("a bound request leaves", MutationTest::leave, Invariant.G5));
    }

    @RepeatedTest(SEEDS)
    void shouldFindNothingWhereAllWasKept(RepetitionInfo repetition) {
        Report report = Checker.of(Rules.DEFAULTS).check(RandomRun.of(repetition.getCurrentRepetition()));
        assertThat(report.broken()).isEmpty();
        assertThat(report.verdicts())
                .filteredOn(verdict -> verdict.ruling() instanceof Verdict.Ruling.NotJudged)
                .extracting(Verdict::invariant)
                .containsExactly(Invariant.I10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mishaps")
    void shouldFindTheMishapAndNothingElse(String name, BiConsumer<Story, Random> mutation, Set<Invariant> expected) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            // Given a long run and one mishap in it
            Story story = RandomRun.of(seed);
            mutation.accept(story, new Random(seed));

            // When it is checked, then exactly that is found
            Report report = Checker.of(Rules.DEFAULTS).check(story);
            assertThat(report.broken())
                    .as("%s, seed %d:%n%s", name, seed, report)
                    .extracting(Verdict::invariant)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static void drop(Story story, Random random) {
        story.events.remove(completed(story, random));
    }

    private static void otherTenant(Story story, Random random) {
        Event.ReplySeen reply = completed(story, random);
        replace(story, reply, with(reply, Optional.of("other"), reply.requestHash(), 0));
    }

    private static void otherRequest(Story story, Random random) {
        Event.ReplySeen reply = completed(story, random);
        replace(story, reply, with(reply, reply.tenant(), Optional.of("hash of another"), 0));
    }

    private static void late(Story story, Random random) {
        Event.ReplySeen reply = completed(story, random);
        replace(story, reply, with(reply, reply.tenant(), reply.requestHash(), Story.DEADLINE + 2_000));
    }

    private static void moreCalls(Story story, Random random) {
        String id = completed(story, random).id();
        for (int i = 0; i < Rules.DEFAULTS.attemptCap(); i++) {
            story.called(id, "e2", "eu", 60_000, 60_100, Event.CallEnd.ERROR);
        }
    }

    private static void moreAnswers(Story story, Random random) {
        String id = completed(story, random).id();
        for (int i = 0; i < RandomRun.REQUESTS / 5; i++) {
            story.called(id, "e2", "eu", 60_000, 60_100, Event.CallEnd.OK);
        }
    }

    private static void leave(Story story, Random random) {
        List<String> bound = story.events.stream()
                .filter(event -> event instanceof Event.Published published
                        && !published.jurisdictions().isEmpty())
                .map(event -> ((Event.Published) event).id())
                .toList();
        String id = bound.get(random.nextInt(bound.size()));
        // A call that was cut off: it counts neither as one of the allowed ones nor as an answer.
        story.called(id, "e9", "us", 29_900, 30_100, Event.CallEnd.CALLER_LEFT);
    }

    private static Event moved(Event.ReplySeen reply) {
        return new Event.ReplySeen(
                reply.at().plusMillis(5),
                reply.by(),
                reply.id(),
                reply.tenant(),
                reply.requestHash(),
                reply.status(),
                reply.code(),
                reply.attempts(),
                reply.servedBy(),
                new Place(reply.place().topic(), 7, reply.place().offset()));
    }

    private static Event.ReplySeen with(
            Event.ReplySeen reply, Optional<String> tenant, Optional<String> hash, long laterMillis) {
        return new Event.ReplySeen(
                reply.at().plusMillis(laterMillis),
                reply.by(),
                reply.id(),
                tenant,
                hash,
                reply.status(),
                reply.code(),
                reply.attempts(),
                reply.servedBy(),
                reply.place());
    }

    private static void replace(Story story, Event one, Event other) {
        story.events.set(story.events.indexOf(one), other);
    }

    /** A reply to a request that was surely acknowledged. */
    private static Event.ReplySeen completed(Story story, Random random) {
        Set<String> acknowledged = story.events.stream()
                .filter(Event.Acknowledged.class::isInstance)
                .map(event -> ((Event.Acknowledged) event).id())
                .filter(id -> !id.equals("probe"))
                .collect(Collectors.toSet());
        List<Event.ReplySeen> replies = story.events.stream()
                .filter(Event.ReplySeen.class::isInstance)
                .map(Event.ReplySeen.class::cast)
                .filter(reply -> reply.status() == Status.COMPLETED && acknowledged.contains(reply.id()))
                .toList();
        return replies.get(random.nextInt(replies.size()));
    }
}
