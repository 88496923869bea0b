package io.tieline.bench.outage;

import io.tieline.schemas.avro.Attempt;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether endpoints that are out were called for probes alone: calls that the health table had given leave for. */
final class Grants {
    private Grants() {}

    /** Says so of the preferred endpoint and a span of time in which it was out. */
    static void note(Fleet fleet, Instant from, Instant to, Verdict.Notes notes) {
        note(fleet, from, to, Fleet.primary()::equals, notes);
    }

    /** Says so of all endpoints and a span of time in which all were out. */
    static void noteAll(Fleet fleet, Instant from, Instant to, Verdict.Notes notes) {
        note(fleet, from, to, any -> true, notes);
    }

    private static void note(Fleet fleet, Instant from, Instant to, Predicate<String> endpoints, Verdict.Notes notes) {
        Set<String> leaves = fleet.ledger().words(Instant.EPOCH).stream()
                .filter(Ledger.Word::isGrant)
                .map(word -> key(word.endpointId(), word.health().getEpoch()))
                .collect(Collectors.toSet());
        List<Attempt> calls = fleet.ledger().attempts(from, to).stream()
                .filter(call -> endpoints.test(call.getEndpointId()))
                .toList();
        List<String> others = calls.stream()
                .filter(call -> !leaves.contains(key(call.getEndpointId(), call.getSeenEpoch())))
                .map(call -> "%s by %s at %s in epoch %s: %s"
                        .formatted(
                                call.getEndpointId(),
                                call.getWorkerId(),
                                call.getStartedAt(),
                                call.getSeenEpoch(),
                                call.getCode()))
                .toList();
        long atProvider = fleet.calls(from, to).stream()
                .filter(call -> endpoints.test(call.endpoint()))
                .count();
        notes.must(
                others.isEmpty() && atProvider == calls.size(),
                "calls while out: %d, %d of them probes with leave; the provider counts %d %s"
                        .formatted(calls.size(), calls.size() - others.size(), atProvider, others));
    }

    private static String key(String endpointId, @Nullable Long epoch) {
        return endpointId + '@' + epoch;
    }
}
