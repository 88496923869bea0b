package io.tieline.gateway.http;

import io.tieline.gateway.auth.Caller;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What callers may ask for: routes, families and endpoints by their names, as for those who come by Kafka. */
public final class Models {
    private final Supplier<Catalogue> catalogue;

    public Models(Supplier<Catalogue> catalogue) {
        this.catalogue = catalogue;
    }

    private boolean isOpen(Caller caller, String name) {
        return caller.mayAskFor(name) && isOpen(caller.tenant(), name);
    }

    /** Whether there is such a thing for a tenant; what each of his keys is good for is another question. */
    public boolean isOpen(String tenantName, String name) {
        Catalogue now = catalogue.get();
        Optional<Tenant> tenant = now.tenant(tenantName);
        Optional<Route> route = now.route(name);
        return tenant.isPresent()
                && route.isPresent()
                && tenant.get().mayUseRoute(name)
                && now.candidates(route.get()).stream()
                        .anyMatch(each -> tenant.get().mayUseEndpoint(each.id()));
    }

    /** Throws what the API answers where the caller may not ask for this, or there is no such thing. */
    void require(Exchange exchange, String name) {
        if (!isOpen(exchange.caller(), name)) {
            throw new RefusedException(exchange.api().unknownModel(name));
        }
    }

    /** Names of all that a caller may ask for, each once. */
    List<String> names(Caller caller) {
        Catalogue now = catalogue.get();
        Stream<String> routes = now.routes().stream().map(Route::name);
        Stream<String> models = now.endpoints().stream().flatMap(each -> Stream.of(each.family(), each.id()));
        return Stream.concat(routes, models)
                .distinct()
                .filter(name -> isOpen(caller, name))
                .toList();
    }
}
