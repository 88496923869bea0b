package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.History;
import io.tieline.testing.history.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The accounts that all judgements go by: one entry for each request, and the few things that belong to none. */
final class Ledger {
    private static final int MOST_JURISDICTIONS = 62;

    private final Frame frame;
    private final Rules rules;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Integer> jurisdictions = new HashMap<>();
    /** For each partition, what was committed and when that was first seen. */
    private final Map<String, TreeMap<Long, Long>> committed = new HashMap<>();

    /** Calls of requests that made probes: whether one counts depends on those before it. */
    private final Map<String, List<Event.ProviderCall>> amongProbes = new HashMap<>();

    private final Map<String, List<Frame.Probe>> probes = new HashMap<>();
    private final Cases<Event.ProviderCall> whileOut = new Cases<>();
    private final Cases<Event.Canary> canaries = new Cases<>();
    private long events;
    private long calls;
    private long searched;

    private Ledger(Frame frame, Rules rules) {
        this.frame = frame;
        this.rules = rules;
    }

    static Ledger of(History history, Frame frame, Rules rules) {
        Ledger ledger = new Ledger(frame, rules);
        history.read(ledger::add);
        ledger.amongProbes.forEach((id, calls) -> ledger.countAmongProbes(ledger.entry(id), calls));
        ledger.committed.values().forEach(Ledger::carryDown);
        return ledger;
    }

    /** Who finds an offset committed finds all below it committed too. */
    private static void carryDown(NavigableMap<Long, Long> seen) {
        long earliest = Frame.NEVER;
        for (Map.Entry<Long, Long> commit : seen.descendingMap().entrySet()) {
            earliest = Math.min(earliest, commit.getValue());
            commit.setValue(earliest);
        }
    }

    private void add(Event event) {
        events++;
        switch (event) {
            case Event.Published published -> published(published);
            case Event.Acknowledged acknowledged -> acknowledged(acknowledged);
            case Event.PublishFailed failed -> failed(failed);
            case Event.ReplySeen reply -> replied(reply);
            case Event.ProviderCall call -> called(call);
            case Event.DeadLetterSeen dead -> {
                Entry entry = entry(dead.id());
                entry.dead = true;
                entry.done(dead.at().toEpochMilli());
            }
            case Event.ParkedSeen parked -> {
                Entry entry = entry(parked.id());
                entry.parked = true;
                entry.done(parked.at().toEpochMilli());
            }
            case Event.CommittedOffset commit ->
                committed
                        .computeIfAbsent(partition(commit.place()), _ -> new TreeMap<>())
                        .merge(commit.place().offset(), commit.at().toEpochMilli(), Math::min);
            case Event.Searched _ -> searched++;
            case Event.Canary canary -> canaries.add(canary.at().toEpochMilli(), canary);
            case Event.AttemptSeen _,
                    Event.HealthWord _,
                    Event.FaultBegan _,
                    Event.FaultEnded _,
                    Event.PhaseBegan _,
                    Event.Quiet _ -> {}
        }
    }

    private void failed(Event.PublishFailed failed) {
        Entry entry = entry(failed.id());
        entry.failed = true;
        entry.surelyFailed |= failed.certain();
    }

    private void published(Event.Published published) {
        Entry entry = entry(published.id());
        entry.tenant = shared(published.tenant());
        entry.hash = hash(published.requestHash());
        entry.publishedAt = published.at().toEpochMilli();
        entry.deadline = published.deadline().toEpochMilli();
        entry.allowedJurisdictions = mask(published.jurisdictions());
    }

    private void acknowledged(Event.Acknowledged acknowledged) {
        Entry entry = entry(acknowledged.id());
        entry.acknowledged = true;
        entry.topic = shared(acknowledged.place().topic());
        entry.partition = acknowledged.place().partition();
        entry.offset = acknowledged.place().offset();
    }

    private void replied(Event.ReplySeen reply) {
        Entry entry = entry(reply.id());
        if (isKnown(entry, reply.place())) {
            return;
        }
        @Nullable String tenant = reply.tenant().map(this::shared).orElse(null);
        boolean hasHash = reply.requestHash().isPresent();
        long hash = hasHash ? hash(reply.requestHash().get()) : 0;
        entry.replies++;
        if (entry.replies > 1) {
            entry.repliesDiffer |= (tenant != null && entry.replyTenant != null && !tenant.equals(entry.replyTenant))
                    || (hasHash && entry.replyHasHash && hash != entry.replyHash);
            return;
        }
        entry.repliedAt = reply.at().toEpochMilli();
        entry.done(entry.repliedAt);
        entry.status = reply.status();
        entry.replyTopic = shared(reply.place().topic());
        entry.replyPartition = reply.place().partition();
        entry.replyOffset = reply.place().offset();
        entry.replyTenant = tenant;
        entry.replyHasHash = hasHash;
        entry.replyHash = hash;
    }

    /** A reader that starts again sees the same record twice; that isn't two replies. */
    private static boolean isKnown(Entry entry, Place place) {
        return entry.replies > 0
                && place.topic().equals(entry.replyTopic)
                && place.partition() == entry.replyPartition
                && place.offset() == entry.replyOffset;
    }

    private void called(Event.ProviderCall call) {
        calls++;
        Entry entry = entry(call.requestId());
        long start = call.start().toEpochMilli();
        boolean probe = frame.isProbe(call);
        if (probe) {
            probes.computeIfAbsent(call.endpoint(), _ -> new ArrayList<>())
                    .add(new Frame.Probe(call.callId(), start, frame.callersEnd(call)));
        }
        count(entry, call, probe);
        entry.calledJurisdictions |= mask(Set.of(call.jurisdiction()));
        entry.firstCallAt = entry.firstCallAt < 0 ? start : Math.min(entry.firstCallAt, start);
        // One whose caller has gone is paid for, too.
        entry.answers += call.billed() && call.outcome() != Event.CallEnd.ERROR ? 1 : 0;
        if (call.billed()) {
            bill(entry, call);
        }
    }

    private void count(Entry entry, Event.ProviderCall call, boolean probe) {
        boolean cut = frame.isCut(call);
        if (frame.madeProbes(entry.id)) {
            amongProbes.computeIfAbsent(entry.id, _ -> new ArrayList<>()).add(call);
        } else {
            count(entry, cut);
        }
        // Nobody may have lived to tell that a call that was cut off was a probe.
        if (!probe && !cut && !frame.isLate(call) && frame.isOut(call)) {
            whileOut.add(call.start().toEpochMilli(), call);
        }
    }

    private static void count(Entry entry, boolean cut) {
        entry.calls++;
        entry.cutCalls += cut ? 1 : 0;
    }

    /** With the last call left, finding out for others is free. */
    private void countAmongProbes(Entry entry, List<Event.ProviderCall> calls) {
        calls.sort(Comparator.comparing(Event.ProviderCall::end).thenComparing(Event.ProviderCall::callId));
        for (Event.ProviderCall call : calls) {
            boolean probe = frame.isProbe(call) || frame.isOwnProbe(call);
            if (!probe || entry.calls - entry.cutCalls < rules.attemptCap() - 1) {
                count(entry, frame.isCut(call));
            }
        }
    }

    private static void bill(Entry entry, Event.ProviderCall call) {
        entry.billedMicroUsd += call.costMicroUsd();
        if (call.outcome() == Event.CallEnd.OK) {
            entry.cheapestAnswerMicroUsd = entry.cheapestAnswerMicroUsd < 0
                    ? call.costMicroUsd()
                    : Math.min(entry.cheapestAnswerMicroUsd, call.costMicroUsd());
        }
    }

    Entry entry(String id) {
        return entries.computeIfAbsent(id, Entry::new);
    }

    private String shared(String text) {
        return texts.computeIfAbsent(text, each -> each);
    }

    private long mask(Set<String> names) {
        long mask = 0;
        for (String name : names) {
            int index = jurisdictions.computeIfAbsent(name, _ -> jurisdictions.size());
            if (index > MOST_JURISDICTIONS) {
                throw new IllegalStateException("more than " + MOST_JURISDICTIONS + " jurisdictions");
            }
            mask |= 1L << index;
        }
        return mask;
    }

    /** Whether a request that is bound to jurisdictions may be worked on in this one. */
    boolean allows(Entry entry, String jurisdiction) {
        return (mask(Set.of(jurisdiction)) & entry.allowedJurisdictions) != 0;
    }

    /** FNV-1a: of two requests out of a million, none are the same by chance. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static String partition(Place place) {
        return place.topic() + "/" + place.partition();
    }

    /** When it was first seen that what is committed says that the request is finished; {@link Frame#NEVER}: it doesn't. */
    long passedAt(Entry entry) {
        TreeMap<Long, Long> seen = entry.topic == null ? null : committed.get(entry.topic + "/" + entry.partition);
        Map.Entry<Long, Long> next = seen == null ? null : seen.higherEntry(entry.offset);
        return next == null ? Frame.NEVER : next.getValue();
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    Map<String, List<Frame.Probe>> probes() {
        return probes;
    }

    Cases<Event.ProviderCall> whileOut() {
        return whileOut;
    }

    Cases<Event.Canary> canaries() {
        return canaries;
    }

    boolean hasCommits() {
        return !committed.isEmpty();
    }

    long events() {
        return events;
    }

    long calls() {
        return calls;
    }

    long searched() {
        return searched;
    }
}
