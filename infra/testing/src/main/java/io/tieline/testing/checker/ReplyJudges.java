package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is promised of replies: I1 to I4, I7 and I11. */
final class ReplyJudges {
    /** What is written together is seen together, but for the time that it takes two readers. */
    private static final long SOON = 5_000;

    private final Ledger ledger;
    private final Frame frame;
    private final Rules rules;

    ReplyJudges(Ledger ledger, Frame frame, Rules rules) {
        this.ledger = ledger;
        this.frame = frame;
        this.rules = rules;
    }

    /** I1. A publish of which nobody knows whether it was acknowledged may have a reply or none. */
    Finding nothingLost() {
        if (frame.quiet() < 0) {
            return new Finding.NotJudged("nobody has told that everything was drained");
        }
        return judge(
                entry -> entry.acknowledged && frame.isDrained(entry.publishedAt),
                Entry::isOpen,
                entry -> entry.id + " was acknowledged and has no reply" + (entry.parked ? ", but was parked" : "")
                        + (entry.dead ? ", but there is a dead letter" : ""),
                Proofs::fate,
                "no request was acknowledged before everything was drained");
    }

    /** I2. */
    Finding oneReply() {
        return judge(
                entry -> entry.replies > 0,
                entry -> entry.replies > 1,
                entry -> entry.id + " has " + entry.replies + " replies",
                Proofs::replies,
                "no reply was seen");
    }

    /** I3. */
    Finding noStrayReply() {
        if (ledger.entries().stream().noneMatch(Entry::isPublished)) {
            return new Finding.NotJudged("nobody has told of a publish");
        }
        return judge(
                entry -> entry.replies > 0,
                entry -> !entry.isPublished() || (entry.surelyFailed && !entry.acknowledged),
                entry -> entry.id + " has a reply, but "
                        + (entry.isPublished() ? "was surely not published" : "nobody published it"),
                id -> Proofs.replies(id).or(Proofs.fate(id).and(event -> !(event instanceof Event.Quiet))),
                "no reply was seen");
    }

    /** I4. */
    Finding matchingReply() {
        return judge(
                entry -> entry.isPublished() && (entry.replyTenant != null || entry.replyHasHash),
                entry -> entry.repliesDiffer
                        || (entry.replyTenant != null && !entry.replyTenant.equals(entry.tenant))
                        || (entry.replyHasHash && entry.replyHash != entry.hash),
                entry -> entry.id + " has a reply of another "
                        + (entry.replyTenant != null && !entry.replyTenant.equals(entry.tenant) ? "tenant" : "request"),
                id -> Proofs.published(id).or(Proofs.replies(id)),
                "no reply names tenant or request");
    }

    /** I7: what ends otherwise does so in time, and what is told to have expired had no time left. */
    Finding inTime() {
        long slack = rules.deadlineSlack().toMillis();
        return judge(
                entry -> entry.isPublished() && entry.replies > 0,
                entry -> entry.status == Event.Status.EXPIRED
                        ? entry.repliedAt < entry.deadline - slack
                        : entry.repliedAt > entry.deadline + slack,
                entry -> entry.id + " ended as " + entry.status + " "
                        + Duration.ofMillis(Math.abs(entry.repliedAt - entry.deadline))
                        + (entry.repliedAt < entry.deadline ? " before its deadline" : " after its deadline"),
                id -> Proofs.published(id).or(Proofs.replies(id)),
                "no request with a deadline has a reply");
    }

    /** I11: at each look, what is committed was put aside before, or is seen to be soon after. */
    Finding nothingPassed() {
        if (frame.quiet() < 0) {
            return new Finding.NotJudged("nobody has told that everything was drained");
        }
        if (!ledger.hasCommits()) {
            return new Finding.NotJudged("nobody has told what is committed");
        }
        return judge(
                entry -> frame.isDrained(entry.publishedAt) && ledger.passedAt(entry) != Frame.NEVER,
                this::isPassedWhileOpen,
                entry -> "the offset of " + entry.id + " is committed, but there is neither reply, parked request nor"
                        + " dead letter"
                        + (entry.doneAt == Frame.NEVER
                                ? ""
                                : " before " + Duration.ofMillis(entry.doneAt - ledger.passedAt(entry)) + " later"),
                this::passing,
                "nothing that was acknowledged is committed");
    }

    private boolean isPassedWhileOpen(Entry entry) {
        long passed = ledger.passedAt(entry);
        if (entry.doneAt <= passed + SOON) {
            return false;
        }
        long silent = entry.doneAt == Frame.NEVER ? 0 : frame.silentWithin(passed, entry.doneAt);
        long seen = entry.doneAt - silent;
        return seen > passed + SOON && seen > frame.excusedUntil(passed, passed + SOON);
    }

    /** With the look that decides: the earliest that found the offset committed. */
    private Predicate<Event> passing(String id) {
        Entry entry = ledger.entry(id);
        long passed = ledger.passedAt(entry);
        return Proofs.fate(id)
                .or(Proofs.replies(id))
                .or(event -> event instanceof Event.CommittedOffset commit
                        && commit.place().topic().equals(entry.topic)
                        && commit.place().partition() == entry.partition
                        && commit.place().offset() > entry.offset
                        && commit.at().toEpochMilli() == passed);
    }

    private Finding judge(
            Predicate<Entry> concerned,
            Predicate<Entry> broken,
            Function<Entry, String> what,
            Function<String, Predicate<Event>> proof,
            String otherwise) {
        return judge(ledger, concerned, broken, what, proof, otherwise);
    }

    static Finding judge(
            Ledger ledger,
            Predicate<Entry> concerned,
            Predicate<Entry> broken,
            Function<Entry, String> what,
            Function<String, Predicate<Event>> proof,
            String otherwise) {
        long judged = 0;
        Cases<Entry> cases = new Cases<>();
        for (Entry entry : ledger.entries()) {
            if (concerned.test(entry)) {
                judged++;
                if (broken.test(entry)) {
                    cases.add(entry.firstSeen(), entry.calls + entry.replies, entry);
                }
            }
        }
        return cases.isEmpty()
                ? Finding.holds(judged, otherwise)
                : new Finding.Broken(what.apply(cases.first()), cases.count(), proof.apply(cases.first().id));
    }
}
