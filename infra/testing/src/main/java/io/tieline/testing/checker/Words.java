package io.tieline.testing.checker;

import io.tieline.testing.history.Event.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What the health table said of one endpoint. Times are milliseconds since 1970. */
final class Words {
    private final NavigableMap<Long, State> said = new TreeMap<>();
    private final Set<Long> probingEpochs = new HashSet<>();

    void add(long at, State state, long epoch) {
        said.put(at, state);
        if (state == State.PROBING) {
            probingEpochs.add(epoch);
        }
    }

    boolean isProbing(long epoch) {
        return probingEpochs.contains(epoch);
    }

    /**
     * Whether all words of the last {@code grace} said that it is out, and at its beginning as well as now there was one no older
     * than {@code fade}: after a silence, nobody knows until he has had time to read.
     */
    boolean isSurelyOut(long at, long grace, long fade) {
        var last = said.lowerEntry(at);
        if (last == null || at - last.getKey() > fade) {
            return false;
        }
        var before = said.floorEntry(at - grace);
        return before != null
                && at - grace - before.getKey() <= fade
                && before.getValue().isOut()
                && said.subMap(before.getKey(), at).values().stream().allMatch(State::isOut);
    }

    /** The first moment from {@code from} on, but before {@code to}, at which it becomes out; -1: never. */
    long outFrom(long from, long to) {
        return said.subMap(from, to).entrySet().stream()
                .filter(word -> word.getValue().isOut())
                .mapToLong(word -> word.getKey())
                .findFirst()
                .orElse(-1);
    }

    /** The first moment from {@code from} on at which it is healthy; -1: never. */
    long healthyFrom(long from) {
        return said.tailMap(from).entrySet().stream()
                .filter(word -> word.getValue() == State.HEALTHY)
                .mapToLong(word -> word.getKey())
                .findFirst()
                .orElse(-1);
    }

    boolean isOutAt(long at) {
        var word = said.floorEntry(at);
        return word != null && word.getValue().isOut();
    }

    /** Of a time at which it is out: the word that took it out. */
    long outSince(long at) {
        long since = at;
        for (var word : said.headMap(at, false).descendingMap().entrySet()) {
            if (!word.getValue().isOut()) {
                break;
            }
            since = word.getKey();
        }
        return since;
    }

    /** When it was taken out, each time. */
    List<Long> convictions() {
        List<Long> moments = new ArrayList<>();
        boolean out = false;
        for (var word : said.entrySet()) {
            if (word.getValue().isOut() && !out) {
                moments.add(word.getKey());
            }
            out = word.getValue().isOut();
        }
        return moments;
    }
}
