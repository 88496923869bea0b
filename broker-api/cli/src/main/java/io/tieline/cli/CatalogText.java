package io.tieline.cli;

import io.tieline.routing.Budget;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.routing.Objective;
import io.tieline.routing.Plan;
import io.tieline.routing.Plan.Candidate;
import io.tieline.routing.Price;
import io.tieline.routing.Quality;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A catalogue as tables for people. */
final class CatalogText {
    private static final String NOTHING = "-";

    private CatalogText() {}

    /** {@code 6 endpoints, 4 routes, 2 tenants}. */
    static String summary(Catalogue catalogue) {
        return count(catalogue.endpoints().size(), "endpoint") + ", "
                + count(catalogue.routes().size(), "route") + ", "
                + count(catalogue.tenants().size(), "tenant");
    }

    static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    static String all(Catalogue catalogue) {
        String tenants = catalogue.tenants().isEmpty()
                ? "No tenants are named: every tenant may use everything.\n"
                : tenants(catalogue).toString();
        return endpoints(catalogue.endpoints()) + "\n" + routes(catalogue) + "\n" + tenants;
    }

    private static TextTable endpoints(List<Endpoint> endpoints) {
        TextTable table = new TextTable(
                "ENDPOINT",
                "FAMILY",
                "FOR",
                "WHERE",
                "USD/M IN",
                "USD/M OUT",
                "QUALITY",
                "CONTEXT",
                "OUTPUT",
                "LIMITS",
                "FALLS WITH",
                "KEY",
                "FEATURES");
        for (Endpoint endpoint : endpoints) {
            table.row(
                    endpoint.id(),
                    endpoint.family(),
                    word(endpoint.operation()),
                    where(endpoint),
                    input(endpoint.price()),
                    plain(endpoint.price().outputUsdPerMillion()),
                    quality(endpoint.quality()),
                    String.valueOf(endpoint.contextWindow()),
                    String.valueOf(endpoint.maxOutput()),
                    limits(endpoint.limits()),
                    words(endpoint.failureDomains()),
                    endpoint.auth() == null ? "none" : endpoint.auth().toString(),
                    words(endpoint.features().stream().map(CatalogText::word).toList()));
        }
        return table;
    }

    private static TextTable routes(Catalogue catalogue) {
        TextTable table = new TextTable("ROUTE", "ORDER", "LEAST QUALITY", "JOBS", "SECOND CALL", "CANDIDATES");
        for (Route route : catalogue.routes()) {
            Plan plan = CandidateOrder.plan(catalogue, route);
            table.row(
                    route.name(),
                    word(route.objective()),
                    leastQuality(route),
                    word(route.pinning()),
                    route.hedgeAfter() == null ? NOTHING : "after " + length(route.hedgeAfter()),
                    plan.candidates().stream()
                            .map(each -> each.endpoint().id() + (each.degraded() ? " (degraded)" : ""))
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static String leastQuality(Route route) {
        return route.minimumTier() == null
                ? NOTHING
                : word(route.minimumTier()) + (route.degradedAllowed() ? " or degraded" : "");
    }

    private static TextTable tenants(Catalogue catalogue) {
        TextTable table = new TextTable("TENANT", "ROUTES", "ENDPOINTS", "WHERE", "BUDGET", "WEIGHT", "AT A TIME");
        for (Tenant tenant : catalogue.tenants()) {
            table.row(
                    Tenant.ANY_OTHER.equals(tenant.name()) ? "* (all others)" : tenant.name(),
                    tenant.routes() == null ? "all" : words(tenant.routes()),
                    tenant.endpoints() == null ? "all" : words(tenant.endpoints()),
                    tenant.jurisdictions().isEmpty() ? "anywhere" : words(tenant.jurisdictions()),
                    budget(tenant.budget()),
                    plain(BigDecimal.valueOf(tenant.weight())),
                    tenant.maxInFlight() == null ? "no limit" : String.valueOf(tenant.maxInFlight()));
        }
        return table;
    }

    /** Candidates of one route, the one that is asked first at the top, and what goes for all of them. */
    static String candidates(Catalogue catalogue, Route route) {
        Plan plan = CandidateOrder.plan(catalogue, route);
        TextTable table = new TextTable("#", "ENDPOINT", "FAMILY", "WHERE", "QUALITY", "USD/M IN", "USD/M OUT", "NOTE");
        int place = 1;
        for (Candidate candidate : plan.candidates()) {
            Endpoint endpoint = candidate.endpoint();
            table.row(
                    String.valueOf(place++),
                    endpoint.id(),
                    endpoint.family(),
                    where(endpoint),
                    quality(endpoint.quality()),
                    input(endpoint.price()),
                    plain(endpoint.price().outputUsdPerMillion()),
                    candidate.degraded() ? "degraded: below " + leastQuality(route) : "");
        }
        plan.ruledOut()
                .forEach(exclusion ->
                        table.row(NOTHING, exclusion.endpointId(), "", "", "", "", "", "never: " + exclusion));
        return table + "\n" + order(route.objective());
    }

    private static String order(Objective objective) {
        String by = switch (objective) {
            case LISTED -> "as they are listed";
            case QUALITY -> "by quality";
            case COST -> "by the estimated cost of each request; shown for a page that is summarised";
            case LATENCY -> "by measured latency, which only a dispatcher knows; shown as they are listed";
        };
        return "Order: " + by + "; hosts of one family stand together. Health decides who is skipped.\n";
    }

    private static String where(Endpoint endpoint) {
        String jurisdiction = endpoint.jurisdiction() == null ? "unknown" : endpoint.jurisdiction();
        return endpoint.region() == null ? jurisdiction : jurisdiction + " (" + endpoint.region() + ")";
    }

    private static String input(Price price) {
        BigDecimal cached = price.cachedInputUsdPerMillion();
        return plain(price.inputUsdPerMillion()) + (cached == null ? "" : " (cached " + plain(cached) + ")");
    }

    private static String quality(Quality quality) {
        return word(quality.tier()) + " " + plain(BigDecimal.valueOf(quality.score()));
    }

    private static String limits(Limits limits) {
        List<String> told = new ArrayList<>();
        if (limits.requestsPerMinute() != null) {
            told.add(limits.requestsPerMinute() + " req/min");
        }
        if (limits.tokensPerMinute() != null) {
            told.add(limits.tokensPerMinute() + " tok/min");
        }
        told.add(limits.concurrency() + " at a time");
        return String.join(", ", told);
    }

    private static String budget(@Nullable Budget budget) {
        if (budget == null) {
            return "no limit";
        }
        List<String> told = new ArrayList<>();
        if (budget.perDayUsd() != null) {
            told.add(plain(budget.perDayUsd()) + " USD/day");
        }
        if (budget.perMonthUsd() != null) {
            told.add(plain(budget.perMonthUsd()) + " USD/month");
        }
        return String.join(", ", told) + ", then " + word(budget.whenUsedUp());
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String length(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static String words(Collection<String> words) {
        return words.isEmpty() ? NOTHING : words.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
