package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What happened around the requests: faults, the health table, phases, and which calls were probes. It is little, however
 * many requests there are. Times are milliseconds since 1970.
 */
final class Frame {
    /** Nothing is so late. */
    static final long NEVER = Long.MAX_VALUE;

    /** The fault at whose end everything arrives that was sent meanwhile. */
    private static final String HOLDS_BACK = "blackhole";

    /** Two clocks of one machine, and what lies between making a call and its arrival. */
    private static final long NEAR = 250;

    /** How long after the end of a fault things may still be slow to appear. */
    private static final long WAKE = 30_000;

    /** Kafka is heard several times a second, unless it is away. */
    private static final long LONGEST_PAUSE_SECONDS = 5;

    private final Rules rules;
    private final TreeSet<Long> secondsWithKafka = new TreeSet<>();
    private final Map<String, Words> words = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final TreeSet<Long> cuts = new TreeSet<>();
    private final TreeSet<Long> releases = new TreeSet<>();
    private final TreeMap<Long, String> phases = new TreeMap<>();
    private final Map<String, List<Span>> probes = new HashMap<>();
    private final Map<String, List<Span>> ownProbes = new HashMap<>();
    private final Set<String> probers = new HashSet<>();
    private final Map<String, Map<String, Probe>> probesOfWorkers = new TreeMap<>();
    private boolean tellsProbes;
    private long quiet = -1;

    /** Both ends belong to it. */
    record Span(long from, long to) {
        boolean holds(long at) {
            return from <= at && at <= to;
        }

        long within(long start, long end) {
            return Math.max(0, Math.min(to, end) - Math.max(from, start));
        }
    }

    /** A probe, as long as its caller lived. */
    record Probe(String id, long from, long to) {}

    record Fault(String name, String part, long from, long to) {}

    private Frame(Rules rules) {
        this.rules = rules;
    }

    static Frame of(History history, Rules rules) {
        Frame frame = new Frame(rules);
        List<Event.FaultBegan> began = new ArrayList<>();
        List<Event.FaultEnded> ended = new ArrayList<>();
        history.read(event -> {
            switch (event) {
                case Event.HealthWord word ->
                    frame.words
                            .computeIfAbsent(word.endpoint(), _ -> new Words())
                            .add(word.at().toEpochMilli(), word.state(), word.epoch());
                case Event.Acknowledged acknowledged -> frame.heardOfKafka(acknowledged.at());
                case Event.ReplySeen reply -> frame.heardOfKafka(reply.at());
                case Event.CommittedOffset commit -> frame.heardOfKafka(commit.at());
                case Event.FaultBegan fault -> began.add(fault);
                case Event.FaultEnded fault -> ended.add(fault);
                case Event.PhaseBegan phase -> frame.phases.put(phase.at().toEpochMilli(), phase.name());
                case Event.Quiet quiet ->
                    frame.quiet = Math.max(frame.quiet, quiet.at().toEpochMilli());
                default -> {}
            }
        });
        began.forEach(fault -> frame.add(fault, ended));
        // Only now is it known which epochs were those of probing.
        history.read(event -> {
            switch (event) {
                case Event.AttemptSeen attempt -> frame.add(attempt);
                case Event.ProviderCall call when call.probe() -> frame.probers.add(call.requestId());
                default -> {}
            }
        });
        return frame;
    }

    private void heardOfKafka(Instant at) {
        secondsWithKafka.add(at.getEpochSecond());
    }

    private void add(Event.FaultBegan fault, List<Event.FaultEnded> ended) {
        long from = fault.at().toEpochMilli();
        long to = ended.stream()
                .filter(end -> end.name().equals(fault.name()) && end.part().equals(fault.part()))
                .mapToLong(end -> end.at().toEpochMilli())
                .filter(end -> end >= from)
                .min()
                .orElse(NEVER);
        faults.add(new Fault(fault.name(), fault.part(), from, to));
        if (rules.cuts().isOne(fault.name(), fault.part())) {
            cuts.add(from);
        }
        if (fault.name().equals(HOLDS_BACK)) {
            releases.add(to);
        }
    }

    private void add(Event.AttemptSeen attempt) {
        tellsProbes = true;
        Words of = words.get(attempt.endpoint());
        boolean forAll = of != null
                && attempt.seenEpoch().isPresent()
                && of.isProbing(attempt.seenEpoch().getAsLong());
        if (forAll) {
            add(probes, attempt);
        } else if (attempt.probe()) {
            add(ownProbes, attempt);
            Probe probe = new Probe(
                    attempt.attemptId(),
                    attempt.start().toEpochMilli(),
                    attempt.end().toEpochMilli());
            // The last that is told of a call tells when it ended.
            probesOfWorkers
                    .computeIfAbsent(attempt.endpoint() + " by " + attempt.worker(), _ -> new TreeMap<>())
                    .merge(probe.id(), probe, (one, other) -> one.to() > other.to() ? one : other);
        }
    }

    private void add(Map<String, List<Span>> to, Event.AttemptSeen attempt) {
        probers.add(attempt.requestId());
        to.computeIfAbsent(key(attempt.requestId(), attempt.endpoint()), _ -> new ArrayList<>(1))
                .add(new Span(
                        attempt.start().toEpochMilli() - NEAR, attempt.end().toEpochMilli() + NEAR));
    }

    private static String key(String requestId, String endpoint) {
        return requestId + "\n" + endpoint;
    }

    /** Whether the call found out for all dispatchers whether the endpoint works. */
    boolean isProbe(Event.ProviderCall call) {
        return call.probe() || isIn(probes, call);
    }

    /** Whether a dispatcher found out for itself alone. */
    boolean isOwnProbe(Event.ProviderCall call) {
        return isIn(ownProbes, call);
    }

    /** Whether a call of the request may have been a probe. */
    boolean madeProbes(String requestId) {
        return probers.contains(requestId);
    }

    private static boolean isIn(Map<String, List<Span>> probes, Event.ProviderCall call) {
        return probes.getOrDefault(key(call.requestId(), call.endpoint()), List.of()).stream()
                .anyMatch(span -> span.holds(call.start().toEpochMilli()));
    }

    /** What dispatchers found out for themselves, by endpoint and dispatcher. */
    Map<String, Map<String, Probe>> probesOfWorkers() {
        return probesOfWorkers;
    }

    /** Whether a fault may have made somebody repeat the call. */
    boolean isCut(Event.ProviderCall call) {
        Long cut = cuts.ceiling(call.start().toEpochMilli());
        return cut != null && cut <= call.end().plus(rules.cuts().settleGrace()).toEpochMilli();
    }

    /** Whether it may have been sent long before it arrived, by somebody who has given it up since. */
    boolean isLate(Event.ProviderCall call) {
        Long release = releases.floor(call.start().toEpochMilli());
        return call.outcome() == Event.CallEnd.CALLER_LEFT
                && release != null
                && call.start().toEpochMilli() - release
                        <= rules.cuts().settleGrace().toMillis();
    }

    /** When the caller was gone: the call's end, or a fault before that. */
    long callersEnd(Event.ProviderCall call) {
        long end = call.end().toEpochMilli();
        Long cut = cuts.ceiling(call.start().toEpochMilli());
        return cut == null ? end : Math.min(end, cut);
    }

    boolean tellsProbes() {
        return tellsProbes;
    }

    boolean hasWords() {
        return !words.isEmpty();
    }

    Map<String, Words> words() {
        return words;
    }

    boolean isOut(Event.ProviderCall call) {
        Words of = words.get(call.endpoint());
        return of != null
                && of.isSurelyOut(
                        call.start().toEpochMilli(),
                        rules.downGrace().toMillis(),
                        rules.wordsFade().toMillis());
    }

    List<Fault> faults() {
        return faults;
    }

    /** The name of the phase; null: none has begun. */
    @Nullable
    String phase(long at) {
        var phase = phases.floorEntry(at);
        return phase == null ? null : phase.getValue();
    }

    boolean isFaulty(long at) {
        return faults.stream().anyMatch(fault -> fault.from() <= at && at <= fault.to());
    }

    /** Until when somebody may be late who should have done something from then on until then: a fault's end, and its wake. */
    long excusedUntil(long from, long to) {
        return faults.stream()
                .filter(fault -> fault.from() <= to && (fault.to() == NEVER || fault.to() + WAKE >= from))
                .mapToLong(fault -> fault.to() == NEVER ? NEVER : fault.to() + WAKE)
                .max()
                .orElse(to);
    }

    /** How much of a time nothing was heard of Kafka: nobody could see then what it had. */
    long silentWithin(long from, long to) {
        long silent = 0;
        long last = NEVER;
        for (long second : secondsWithKafka.subSet(from / 1000, true, to / 1000, true)) {
            if (second - LONGEST_PAUSE_SECONDS > last) {
                silent += new Span((last + 1) * 1000, second * 1000).within(from, to);
            }
            last = second;
        }
        return silent;
    }

    /** When everything was drained for the last time; -1: never. */
    long quiet() {
        return quiet;
    }

    /** Whether what was published then should have a reply. */
    boolean isDrained(long publishedAt) {
        return publishedAt <= quiet;
    }

    /** Of an endpoint that has words. */
    Words wordsOf(String endpoint) {
        return Objects.requireNonNull(words.get(endpoint));
    }
}
