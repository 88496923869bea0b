package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table: {@code name | given | expected}. What is given is {@code key=value} after {@code key=value}; what
 * is expected begins with what is to be told of: {@code chain} (whom it goes to, each failing), {@code next} (the
 * decision), {@code joined by} (whose call joins that of the endpoint given as {@code slow}), or {@code why ENDPOINT} (why
 * that one is passed over).
 */
record TableCase(String name, Map<String, String> given, String asked, String expected) {
    private static final Set<String> KNOWN = Set.of(
            "down",
            "denied",
            "doubt",
            "limited",
            "full",
            "failed",
            "worked",
            "lane",
            "attempts",
            "seconds",
            "needs",
            "formats",
            "bytes",
            "out",
            "op",
            "tier",
            "route-tier",
            "degraded",
            "route-degraded",
            "objective",
            "pin",
            "pinning",
            "only",
            "unwanted",
            "where",
            "tenant-where",
            "endpoints",
            "max",
            "money",
            "refusal",
            "request",
            "slow",
            "unmeasured",
            "candidates");

    private static final Instant NOW = Samples.NOW;

    static TableCase parse(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 3) {
            throw new IllegalArgumentException("three cells are needed: " + line);
        }
        Map<String, String> given = Stream.of(cells[1].strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toMap(word -> word.split("=", 2)[0], word -> word.split("=", 2)[1]));
        String[] expected = cells[2].strip().split(": ", 2);
        return new TableCase(cells[0].strip(), given, expected[0], expected[1]);
    }

    @Override
    public String toString() {
        return name;
    }

    String decided() {
        requireKnown();
        if (asked.equals("chain")) {
            WhatIf whatIf = WhatIf.of(plan(), new Outage(words("down")), this::purse, NOW);
            return whatIf.chain().isEmpty() ? told(whatIf.decision()) : ids(whatIf.chain(), " > ");
        }
        if (asked.equals("joined by")) {
            return joint().map(Endpoint::id).orElse("nobody");
        }
        Verdict verdict = verdict();
        if (asked.startsWith("why ")) {
            return verdict.exclusions().stream()
                    .filter(exclusion -> exclusion.endpointId().equals(asked.substring("why ".length())))
                    .map(Exclusion::reason)
                    .findFirst()
                    .orElse("not passed over");
        }
        return told(verdict.decision());
    }

    private void requireKnown() {
        Set<String> unknown = new HashSet<>(given.keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown words: " + unknown);
        }
    }

    private static String told(Decision decision) {
        return switch (decision) {
            case Decision.Call(Endpoint endpoint) -> "call " + endpoint.id();
            case Decision.AwaitRoom(List<Endpoint> endpoints, Instant until) ->
                "room at " + ids(endpoints, ", ") + " for " + seconds(until);
            case Decision.Wait(Instant until, String _) -> "wait " + seconds(until);
            case Decision.Park(Instant until, String _) -> "park " + seconds(until);
            case Decision.Finish(var outcome, ErrorCode code, String _) -> outcome + " " + code;
        };
    }

    private static String seconds(Instant until) {
        return Duration.between(NOW, until).toSeconds() + "s";
    }

    private static String ids(List<Endpoint> endpoints, String separator) {
        return endpoints.stream().map(Endpoint::id).collect(Collectors.joining(separator));
    }

    private Verdict verdict() {
        return Router.decide(errand(), tried(), new View(), this::hasRoom, this::purse, NOW);
    }

    private Optional<Endpoint> joint() {
        Errand errand = errand();
        Endpoint slow = errand.plan()
                .candidate(given.getOrDefault("slow", ""))
                .orElseThrow()
                .endpoint();
        return Hedging.join(errand, slow, tried(), new View(), this::hasRoom, this::purse, NOW)
                .map(Hedging.Joint::endpoint);
    }

    private Errand errand() {
        return new Errand(
                requestId(),
                plan(),
                NOW.plusSeconds(Long.parseLong(given.getOrDefault("seconds", "600"))),
                Integer.parseInt(given.getOrDefault("attempts", "10")),
                NOW,
                Lane.valueOf(upper(given.getOrDefault("lane", "batch"))));
    }

    private String requestId() {
        return given.getOrDefault("request", "r-1");
    }

    private boolean hasRoom(Endpoint endpoint) {
        return !words("full").contains(endpoint.id());
    }

    /** {@code ENDPOINT:CODE:SECONDS} ago, in the order in which they happened. */
    private List<Tried> tried() {
        List<Tried> tried = new ArrayList<>();
        for (String call : given.getOrDefault("failed", "").split(",", -1)) {
            if (!call.isEmpty()) {
                String[] parts = call.split(":", -1);
                ErrorCode code = ErrorCode.ofWire(parts[1]).orElseThrow();
                tried.add(new Tried(parts[0], code, NOW.minusSeconds(Long.parseLong(parts[2]))));
            }
        }
        return tried;
    }

    private Plan plan() {
        List<String> ids = given.containsKey("candidates")
                ? List.of(given.get("candidates").split(",", -1))
                : SampleFleet.CATALOGUE.endpoints().stream().map(Endpoint::id).toList();
        Route route = new Route(
                "route",
                ids,
                Objective.valueOf(upper(given.getOrDefault("objective", "listed"))),
                tier("route-tier"),
                "yes".equals(given.get("route-degraded")),
                Pinning.valueOf(upper(given.getOrDefault("pinning", "prefer"))),
                null,
                Map.of(),
                null);
        Set<String> allowed = given.containsKey("endpoints") ? words("endpoints") : null;
        Tenant tenant = new Tenant("acme", null, allowed, words("tenant-where"), null, 1, null);
        return Plan.of(
                requestId(),
                ask(),
                tenant,
                route,
                SampleFleet.CATALOGUE.candidates(route),
                Optional.ofNullable(given.get("pin")),
                new View());
    }

    private Ask ask() {
        return new Ask(
                Operation.valueOf(upper(given.getOrDefault("op", "chat"))),
                words("needs").stream()
                        .map(word -> Feature.valueOf(upper(word)))
                        .collect(Collectors.toSet()),
                words("formats").stream()
                        .map(word -> WireFormat.valueOf(upper(word)))
                        .collect(Collectors.toSet()),
                Long.parseLong(given.getOrDefault("bytes", "4000")),
                0,
                given.containsKey("out") ? Integer.valueOf(given.get("out")) : null,
                tier("tier"),
                given.containsKey("degraded") ? "yes".equals(given.get("degraded")) : null,
                given.containsKey("max") ? Long.valueOf(given.get("max")) : null,
                words("where"),
                "yes".equals(given.get("refusal")),
                new EndpointChoice(words("only"), words("unwanted")));
    }

    private @Nullable QualityTier tier(String key) {
        return given.containsKey(key) ? QualityTier.valueOf(upper(given.get(key))) : null;
    }

    /** {@code money=used-up}: nothing is left; {@code money=set-aside}: calls under way hold it; a number: so much is left. */
    private Purse.Answer purse(Tenant tenant, long microUsd, Instant now) {
        String money = given.getOrDefault("money", String.valueOf(Long.MAX_VALUE));
        return switch (money) {
            case "used-up" -> microUsd == 0 ? Purse.Answer.AFFORDED : Purse.Answer.USED_UP;
            case "set-aside" -> Purse.Answer.SET_ASIDE;
            default -> microUsd <= Long.parseLong(money) ? Purse.Answer.AFFORDED : Purse.Answer.USED_UP;
        };
    }

    private Set<String> words(String key) {
        String value = given.getOrDefault(key, "");
        return value.isEmpty() ? Set.of() : Set.of(value.split(",", -1));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private final class View implements HealthView {
        private final Map<String, Admission> words = new HashMap<>();

        View() {
            words("down").forEach(id -> words.put(id, new Admission.Denied(NOW.plusSeconds(30), "is down")));
            words("denied").forEach(id -> words.put(id, new Admission.Denied(NOW.plusSeconds(1), "asked for a pause")));
            words("doubt").forEach(id -> words.put(id, new Admission.Doubtful(NOW, "may be tried")));
            words("limited").forEach(id -> words.put(id, new Admission.Limited(1e-9, "recovers")));
        }

        @Override
        public Admission admission(Endpoint endpoint, Instant now) {
            return words.getOrDefault(endpoint.id(), new Admission.Admitted());
        }

        @Override
        public boolean anyAdmitted(Instant now) {
            return !"*".equals(given.get("doubt"));
        }

        @Override
        public boolean workedSince(Endpoint endpoint, Instant moment) {
            return words("worked").contains(endpoint.id());
        }

        @Override
        public Optional<Duration> typical(Endpoint endpoint) {
            return words("unmeasured").contains(endpoint.id())
                    ? Optional.empty()
                    : Optional.ofNullable(SampleFleet.LATENCIES.get(endpoint.id()));
        }
    }
}
