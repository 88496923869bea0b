package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is promised of calls to providers: I5, I6, I8, I9 and G5. */
final class CallJudges {
    private static final String NO_CALLS = "no provider has told of a call";

    private final Ledger ledger;
    private final Frame frame;
    private final Rules rules;

    CallJudges(Ledger ledger, Frame frame, Rules rules) {
        this.ledger = ledger;
        this.frame = frame;
        this.rules = rules;
    }

    /** I5: calls that reached a provider, but for probes; for each that was cut off, one more. */
    Finding attempts() {
        return ReplyJudges.judge(
                ledger,
                entry -> entry.calls > 0,
                entry -> entry.calls - entry.cutCalls > rules.attemptCap(),
                entry -> entry.id + " took " + entry.calls + " calls, of which " + entry.cutCalls
                        + " were cut off; allowed are " + rules.attemptCap(),
                Proofs::calls,
                NO_CALLS);
    }

    /** I6: what is billed for all, against the cheapest answer of each. */
    Finding cost() {
        Cost cost = Cost.of(ledger);
        if (cost.ideal() == 0) {
            return new Finding.NotJudged("no provider has billed an answer");
        }
        if (cost.ratio() <= rules.costBound()) {
            return new Finding.Holds(cost.answered());
        }
        Entry worst = ledger.entries().stream()
                .max(Comparator.<Entry>comparingLong(
                                entry -> entry.billedMicroUsd - Math.max(0, entry.cheapestAnswerMicroUsd))
                        .thenComparing(entry -> entry.id, Comparator.reverseOrder()))
                .orElseThrow();
        return new Finding.Broken(
                String.format(
                        "%d micro-dollars were billed, %.3f times %d; allowed is %.3f; most for %s",
                        cost.billed(), cost.ratio(), cost.ideal(), rules.costBound(), worst.id),
                1,
                Proofs.calls(worst.id));
    }

    /** I8. */
    Finding noCallWhereDown() {
        if (!frame.hasWords()) {
            return new Finding.NotJudged("nobody has told what the health table says");
        }
        if (ledger.calls() > 0 && !frame.tellsProbes() && ledger.probes().isEmpty()) {
            return new Finding.NotJudged("nobody has told which calls are probes");
        }
        Cases<Event.ProviderCall> cases = ledger.whileOut();
        if (cases.isEmpty()) {
            return Finding.holds(ledger.calls(), NO_CALLS);
        }
        Event.ProviderCall call = cases.first();
        return new Finding.Broken(
                call.endpoint() + " was called for " + call.requestId() + " though it was known to be out",
                cases.count(),
                wordsBefore(call).or(event -> event.equals(call)));
    }

    private Predicate<Event> wordsBefore(Event.ProviderCall call) {
        long start = call.start().toEpochMilli();
        long since = frame.wordsOf(call.endpoint()).outSince(start);
        return event -> event instanceof Event.HealthWord word
                && word.endpoint().equals(call.endpoint())
                && word.at().toEpochMilli() == since;
    }

    /** I9: of those for all, and of each dispatcher's for itself. */
    Finding oneProbe() {
        Cases<Overlap> cases = new Cases<>();
        Map<String, Collection<Frame.Probe>> probes = new TreeMap<>(ledger.probes());
        frame.probesOfWorkers().forEach((whose, own) -> probes.put(whose, own.values()));
        long judged = 0;
        for (Map.Entry<String, Collection<Frame.Probe>> each : probes.entrySet()) {
            judged += each.getValue().size();
            overlaps(each.getKey(), each.getValue(), cases);
        }
        if (cases.isEmpty()) {
            return Finding.holds(judged, "nobody has told of a probe");
        }
        Overlap first = cases.first();
        return new Finding.Broken(
                first.ids().size() + " probes of " + first.whose() + " at a time; allowed is " + rules.probesAtATime(),
                cases.count(),
                first::tells);
    }

    private record Overlap(String whose, List<String> ids) {
        boolean tells(Event event) {
            return (event instanceof Event.ProviderCall call && ids.contains(call.callId()))
                    || (event instanceof Event.AttemptSeen attempt && ids.contains(attempt.attemptId()));
        }
    }

    private void overlaps(String whose, Collection<Frame.Probe> probes, Cases<Overlap> cases) {
        // By the end of those under way; two may end together.
        TreeMap<Long, List<Frame.Probe>> underWay = new TreeMap<>();
        List<Frame.Probe> inOrder = probes.stream()
                .sorted(Comparator.comparingLong(Frame.Probe::from).thenComparing(Frame.Probe::id))
                .toList();
        for (Frame.Probe probe : inOrder) {
            underWay.headMap(probe.from(), true).clear();
            underWay.merge(
                    Math.max(probe.to(), probe.from() + 1),
                    List.of(probe),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
            List<String> ids = underWay.values().stream()
                    .flatMap(List::stream)
                    .map(Frame.Probe::id)
                    .sorted()
                    .toList();
            if (ids.size() > rules.probesAtATime()) {
                cases.add(probe.from(), ids.size(), new Overlap(whose, ids));
            }
        }
    }

    /** G5. */
    Finding residency() {
        return ReplyJudges.judge(
                ledger,
                entry -> entry.allowedJurisdictions != 0 && entry.calledJurisdictions != 0,
                entry -> (entry.calledJurisdictions & ~entry.allowedJurisdictions) != 0,
                entry -> entry.id + " was worked on outside of its jurisdictions",
                id -> Proofs.published(id)
                        .or(Proofs.calls(id)
                                .and(event -> event instanceof Event.ProviderCall call
                                        && !ledger.allows(ledger.entry(id), call.jurisdiction()))),
                "no request that is bound to a jurisdiction was called for");
    }
}
