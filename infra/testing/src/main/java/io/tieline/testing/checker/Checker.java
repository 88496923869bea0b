package io.tieline.testing.checker;

import io.tieline.testing.checker.Verdict.Ruling;
import io.tieline.testing.checker.Verdict.Witness;
import io.tieline.testing.history.Event;
import io.tieline.testing.history.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Judges a history. It is read several times, in whatever order its events are, and never held: what is held are some
 * 250 bytes for each request. Immutable.
 */
public final class Checker {
    /** A proof is read by people. */
    private static final int MOST_EVENTS = 12;

    private final Rules rules;

    private Checker(Rules rules) {
        this.rules = rules;
    }

    public static Checker of(Rules rules) {
        return new Checker(rules);
    }

    /** Judges every promise. What the history tells nothing of is not judged, and says so. */
    public Report check(History history) {
        Frame frame = Frame.of(history, rules);
        Ledger ledger = Ledger.of(history, frame, rules);
        List<String> leftOut = history.leftOut();
        Map<Invariant, Finding> findings = findings(ledger, frame);
        Map<Invariant, List<Event>> proofs = proofs(findings, history);
        List<Verdict> verdicts = new ArrayList<>();
        findings.forEach((invariant, finding) ->
                verdicts.add(new Verdict(invariant, ruling(finding, proofs.getOrDefault(invariant, List.of())))));
        return new Report(verdicts, Figures.of(ledger, frame), ledger.events(), leftOut);
    }

    private Map<Invariant, Finding> findings(Ledger ledger, Frame frame) {
        ReplyJudges replies = new ReplyJudges(ledger, frame, rules);
        CallJudges calls = new CallJudges(ledger, frame, rules);
        Map<Invariant, Finding> findings = new EnumMap<>(Invariant.class);
        for (Invariant invariant : Invariant.values()) {
            findings.put(
                    invariant,
                    switch (invariant) {
                        case I1 -> replies.nothingLost();
                        case I2 -> replies.oneReply();
                        case I3 -> replies.noStrayReply();
                        case I4 -> replies.matchingReply();
                        case I5 -> calls.attempts();
                        case I6 -> calls.cost();
                        case I7 -> replies.inTime();
                        case I8 -> calls.noCallWhereDown();
                        case I9 -> calls.oneProbe();
                        case I10 -> new FairnessJudge(ledger, frame).judge(rules.fairness());
                        case I11 -> replies.nothingPassed();
                        case I12 -> noCanary(ledger);
                        case G5 -> calls.residency();
                    });
        }
        return findings;
    }

    private static Finding noCanary(Ledger ledger) {
        Cases<Event.Canary> cases = ledger.canaries();
        return cases.isEmpty()
                ? Finding.holds(ledger.searched(), "nobody has searched for canaries")
                : new Finding.Broken(
                        "'" + cases.first().text() + "' was found in "
                                + cases.first().where(),
                        cases.count(),
                        event -> event.equals(cases.first()));
    }

    private static Map<Invariant, List<Event>> proofs(Map<Invariant, Finding> findings, History history) {
        Map<Invariant, Predicate<Event>> wanted = new EnumMap<>(Invariant.class);
        Map<Invariant, List<Event>> proofs = new EnumMap<>(Invariant.class);
        findings.forEach((invariant, finding) -> {
            if (finding instanceof Finding.Broken broken) {
                wanted.put(invariant, broken.proof());
                proofs.put(invariant, new ArrayList<>());
            }
        });
        if (!wanted.isEmpty()) {
            history.read(event -> wanted.forEach((invariant, proof) -> {
                if (proof.test(event)) {
                    proofs.computeIfAbsent(invariant, _ -> new ArrayList<>()).add(event);
                }
            }));
        }
        return proofs;
    }

    private static Ruling ruling(Finding finding, List<Event> events) {
        return switch (finding) {
            case Finding.Holds holds -> new Ruling.Holds(holds.judged());
            case Finding.NotJudged not -> new Ruling.NotJudged(not.why());
            case Finding.Broken broken ->
                new Ruling.Broken(new Witness(
                        broken.what(),
                        broken.cases(),
                        events.stream()
                                .sorted(Comparator.comparing(Event::at))
                                .limit(MOST_EVENTS)
                                .toList()));
        };
    }
}
