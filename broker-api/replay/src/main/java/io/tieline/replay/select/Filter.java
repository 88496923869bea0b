package io.tieline.replay.select;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of a source. What is left out takes all; of a list, one has to fit. Pure.
 *
 * @param from first moment; null: from the beginning
 * @param to first moment after; null: to the end
 * @param tenants whose they are
 * @param routes what they ask for
 * @param codes why there is no answer, such as {@code provider.timeout}; {@code provider.*} takes all that begin so
 * @param endpoints who was called for them
 * @param jobs which jobs they belong to
 * @param ids their ids, or those of the requests that they are once more
 * @param text what a name or a value of their attributes holds, in whichever case; null: anything
 */
public record Filter(
        @Nullable Instant from,
        @Nullable Instant to,
        Set<String> tenants,
        Set<String> routes,
        Set<String> codes,
        Set<String> endpoints,
        Set<String> jobs,
        Set<String> ids,
        @Nullable String text) {
    /** Takes everything. */
    public static final Filter ALL =
            new Filter(null, null, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), null);

    private static final String ANY = ".*";

    public Filter {
        tenants = sorted(tenants);
        routes = sorted(routes);
        codes = sorted(codes);
        endpoints = sorted(endpoints);
        jobs = sorted(jobs);
        ids = sorted(ids);
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "from is '" + from + "', allowed: a time before " + to + ", where it ends");
        }
        for (Set<String> words : List.of(tenants, routes, codes, endpoints, jobs, ids)) {
            if (words.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("one of the values to select by is blank, allowed: names and ids");
            }
        }
    }

    /** In one order, so that equal filters are written alike. */
    private static Set<String> sorted(Set<String> words) {
        return Collections.unmodifiableSet(new TreeSet<>(words));
    }

    /** Requests by their ids. */
    public static Filter ids(Set<String> ids) {
        return new Filter(null, null, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), ids, null);
    }

    /** The same, of these tenants alone; empty: of all. */
    public Filter ofTenants(Set<String> tenants) {
        return new Filter(from, to, tenants, routes, codes, endpoints, jobs, ids, text);
    }

    /** Whether it asks for what only a dead letter tells. */
    boolean asksForFailures() {
        return !codes.isEmpty() || !endpoints.isEmpty();
    }

    /** Whether it takes this one. */
    public boolean takes(Found found) {
        return isInTime(found.at())
                && (tenants.isEmpty() || tenants.contains(found.tenant()))
                && (routes.isEmpty() || routes.contains(found.route()))
                && (codes.isEmpty() || found.code().filter(this::takesCode).isPresent())
                && (endpoints.isEmpty() || found.endpoints().stream().anyMatch(endpoints::contains))
                && (jobs.isEmpty() || found.job().filter(jobs::contains).isPresent())
                && (ids.isEmpty() || ids.contains(found.requestId()) || ids.contains(found.original()))
                && hasText(found);
    }

    private boolean isInTime(Instant at) {
        return (from == null || !at.isBefore(from)) && (to == null || at.isBefore(to));
    }

    private boolean takesCode(String code) {
        return codes.contains(code)
                || codes.stream()
                        .anyMatch(wanted ->
                                wanted.endsWith(ANY) && code.startsWith(wanted.substring(0, wanted.length() - 1)));
    }

    private boolean hasText(Found found) {
        if (text == null) {
            return true;
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        return found.attributes().entrySet().stream()
                .anyMatch(each -> each.getKey().toLowerCase(Locale.ROOT).contains(wanted)
                        || each.getValue().toLowerCase(Locale.ROOT).contains(wanted));
    }
}
