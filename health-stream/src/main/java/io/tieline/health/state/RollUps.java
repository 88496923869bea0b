package io.tieline.health.state;

import io.tieline.health.judge.Condition;
import io.tieline.health.measure.Measurements;
import io.tieline.health.measure.Tally;
import io.tieline.schemas.avro.HealthEvidence;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Adds endpoints up to their providers and failure domains. Everything is derived from the endpoints, so there is nothing
 * to store: the state is DOWN when no endpoint takes traffic, SUSPECT when at least one doesn't or is suspected,
 * RECOVERING when at least one recovers and none is worse, and HEALTHY otherwise.
 */
public final class RollUps {
    private static final Comparator<EndpointHealth> WORST_FIRST = Comparator.<EndpointHealth>comparingInt(
                    member -> -weight(member))
            .thenComparing(member -> member.id().name());

    private RollUps() {}

    /** Records of all providers and failure domains that the endpoints belong to, by key. */
    public static Map<String, ProviderHealth> of(Collection<EndpointHealth> endpoints, Instant now) {
        Map<String, ProviderHealth> records = new TreeMap<>();
        groups(endpoints).forEach((key, members) -> records.put(key, record(key, members, now)));
        return records;
    }

    /** Members of all providers and failure domains that the endpoints belong to, by key. */
    public static Map<String, List<EndpointHealth>> groups(Collection<EndpointHealth> endpoints) {
        Map<String, List<EndpointHealth>> groups = new TreeMap<>();
        for (EndpointHealth endpoint : endpoints) {
            keysOf(endpoint.id())
                    .forEach(key ->
                            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(endpoint));
        }
        return groups;
    }

    /** Counts the changes of all members. */
    public static long epoch(List<EndpointHealth> members) {
        return members.stream().mapToLong(each -> each.condition().epoch()).sum();
    }

    /** Keys of the groups that an endpoint belongs to. */
    static List<String> keysOf(EndpointId id) {
        List<String> keys = new ArrayList<>();
        if (!id.provider().isEmpty()) {
            keys.add(HealthKeys.provider(id.provider()));
        }
        id.failureDomains().forEach(domain -> keys.add(HealthKeys.domain(domain)));
        return keys;
    }

    /** The record of one group: its figures are added up over all members, so it is made when it is wanted. */
    public static ProviderHealth record(String key, List<EndpointHealth> members, Instant now) {
        HealthState state = state(members);
        List<EndpointHealth> telling = members.stream()
                .filter(member -> weight(member) > 0)
                .sorted(WORST_FIRST)
                .toList();
        boolean isProvider = HealthKeys.isProvider(key);
        String name = HealthKeys.name(key);
        return ProviderHealth.newBuilder()
                .setEndpointId(name)
                .setProvider(isProvider ? name : "")
                .setModel("")
                .setScope(isProvider ? HealthScope.PROVIDER : HealthScope.FAILURE_DOMAIN)
                .setMembers(
                        members.stream().map(each -> each.id().name()).sorted().toList())
                .setState(state)
                .setSince(since(state, members, telling))
                .setReason(reason(members, telling))
                .setReasonCode(
                        telling.isEmpty()
                                ? "ok"
                                : telling.getFirst().condition().reason().code())
                .setEpoch(epoch(members))
                .setAdmittedShare(members.stream()
                        .mapToDouble(each -> each.judge().admitted())
                        .average()
                        .orElse(1))
                .setEvidence(new HealthEvidence(0.0, 0L, Map.of(), 0L, List.of()))
                .setOverdueAfterMillis(HealthRecords.OVERDUE_AT_LEAST.toMillis())
                .setWindows(windows(members, now))
                .setUpdatedAt(now)
                .build();
    }

    private static HealthState state(List<EndpointHealth> members) {
        List<HealthState> states = members.stream()
                .map(member -> HealthRecords.state(member.condition()))
                .toList();
        int worst = states.stream().mapToInt(RollUps::weight).max().orElse(0);
        int best = states.stream().mapToInt(RollUps::weight).min().orElse(0);
        if (best == weight(HealthState.DOWN)) {
            return HealthState.DOWN;
        }
        return switch (worst) {
            case 0 -> HealthState.HEALTHY;
            case 1 -> HealthState.RECOVERING;
            default -> HealthState.SUSPECT;
        };
    }

    /** How bad a state is, 0 for well; an endpoint that is probed is out like one that is down. */
    private static int weight(HealthState state) {
        return switch (state) {
            case HEALTHY -> 0;
            case RECOVERING -> 1;
            case SUSPECT -> 2;
            case DOWN, PROBING -> 3;
        };
    }

    private static int weight(EndpointHealth member) {
        return weight(HealthRecords.state(member.condition()));
    }

    private static Instant outSince(EndpointHealth member) {
        return switch (member.condition()) {
            case Condition.Down down -> down.outSince();
            case Condition.Probing probing -> probing.outSince();
            case Condition.Healthy _, Condition.Suspect _, Condition.Recovering _ ->
                throw new IllegalStateException(member.id().name() + " is not out");
        };
    }

    private static Instant since(HealthState state, List<EndpointHealth> members, List<EndpointHealth> telling) {
        Comparator<Instant> order = Comparator.naturalOrder();
        return switch (state) {
            // Down since the last of them fell, well since the last of them was.
            case DOWN -> members.stream().map(RollUps::outSince).max(order).orElseThrow();
            case HEALTHY ->
                members.stream()
                        .map(each -> each.condition().since())
                        .max(order)
                        .orElseThrow();
            case SUSPECT, RECOVERING, PROBING ->
                telling.stream()
                        .map(each -> each.condition().since())
                        .min(order)
                        .orElseThrow();
        };
    }

    private static String reason(List<EndpointHealth> members, List<EndpointHealth> telling) {
        if (telling.isEmpty()) {
            return members.size() == 1 ? "its endpoint is well" : "all " + members.size() + " endpoints are well";
        }
        return telling.size() + " of " + members.size() + (members.size() == 1 ? " endpoint is" : " endpoints are")
                + " not well: "
                + telling.stream()
                        .map(each -> each.id().name() + " " + HealthRecords.state(each.condition()))
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private static List<HealthWindow> windows(List<EndpointHealth> members, Instant now) {
        List<HealthWindow> windows = new ArrayList<>();
        for (Duration window : Measurements.WINDOWS) {
            Tally sum = new Tally();
            members.forEach(member -> sum.add(member.measurements().over(window, now)));
            windows.add(HealthRecords.window(window, sum));
        }
        return windows;
    }
}
