package io.tieline.gateway.auth;

import java.util.Set;

/**
 * Who calls.
 *
 * @param keyName name of the key that he showed, for logs
 * @param routes what he may ask for; empty: whatever his tenant may
 */
public record Caller(String keyName, String tenant, Set<String> routes, Set<Right> rights) {
    /** What a key may be used for. */
    public enum Right {
        /** Ask for something: requests, files, jobs. */
        SUBMIT,
        /** See and collect what the tenant has asked for. */
        READ_OWN,
        /** See and change what belongs to anybody: on the listener for operators alone. */
        OPERATE
    }

    public Caller {
        routes = Set.copyOf(routes);
        rights = Set.copyOf(rights);
    }

    public boolean may(Right right) {
        return rights.contains(right);
    }

    /** Whether he may ask for this route or model. */
    public boolean mayAskFor(String route) {
        return routes.isEmpty() || routes.contains(route);
    }
}
