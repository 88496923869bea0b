package io.tieline.dispatcher.catalogue;

import io.tieline.dispatcher.catalogue.CatalogueDraft.EndpointDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.ProviderDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.RouteDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.TenantDraft;
import io.tieline.platform.ConfigException;
import io.tieline.platform.Document;
import io.tieline.platform.StrictYaml;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Route;
import io.tieline.routing.SecretRef;
import io.tieline.routing.Tenant;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** Reads a catalogue, and finds all that is wrong with it at once. Pure but for the secrets. */
public final class CatalogueReader {
    private static final String ID = "a name such as anthropic/claude, unlike all others";
    private static final String NAME = "a name, unlike all others";

    private final Consumer<SecretRef> secrets;

    /**
     * Makes a reader.
     *
     * @param secrets asked for each secret; throws IllegalArgumentException, which says why, if it can't be used
     */
    public CatalogueReader(Consumer<SecretRef> secrets) {
        this.secrets = secrets;
    }

    /** A reader that doesn't look whether the secrets are there. */
    public static CatalogueReader withoutSecrets() {
        return new CatalogueReader(_ -> {});
    }

    /**
     * Reads it.
     *
     * @param source what messages name as its origin
     */
    public CatalogueReading read(String text, String source) {
        Document<CatalogueDraft> document;
        try {
            document = StrictYaml.document(text, source, CatalogueDraft.class);
        } catch (ConfigException e) {
            return new CatalogueReading.Bad(List.of(String.valueOf(e.getMessage())), List.of());
        }
        Findings findings = new Findings(document);
        CatalogueDraft draft = document.value();
        return draft == null
                ? new CatalogueReading.Bad(findings.problems(), List.of())
                : Sections.of(findings, draft).check(secrets);
    }

    /** The four parts of the file. */
    private record Sections(
            Findings findings,
            Section<ProviderDraft> providers,
            Section<EndpointDraft> endpoints,
            Section<RouteDraft> routes,
            Section<TenantDraft> tenants) {
        static Sections of(Findings findings, CatalogueDraft draft) {
            findings.require("endpoints", draft.endpoints(), "one endpoint or more");
            findings.require("routes", draft.routes(), "one route or more");
            return new Sections(
                    findings,
                    Section.of(findings, "provider", draft.providers(), "name", ProviderDraft::name, NAME),
                    Section.of(findings, "endpoint", draft.endpoints(), "id", EndpointDraft::id, ID),
                    Section.of(findings, "route", draft.routes(), "name", RouteDraft::name, ID),
                    Section.of(findings, "tenant", draft.tenants(), "name", TenantDraft::name, NAME));
        }

        CatalogueReading check(Consumer<SecretRef> secrets) {
            EndpointResolver resolver = new EndpointResolver(findings, providers, endpoints);
            SequencedMap<String, Endpoint> resolved = resolver.resolve();
            SequencedMap<String, Route> made = new RouteResolver(findings, endpoints, resolved, routes).resolve();
            List<Endpoint> allEndpoints = List.copyOf(resolved.values());
            List<Route> allRoutes = List.copyOf(made.values());
            Catalogue others = findings.problems().isEmpty()
                    ? findings.make("", () -> new Catalogue(allEndpoints, allRoutes))
                    : null;
            List<Tenant> allTenants = new TenantResolver(findings, endpoints, routes, others).resolve(tenants);
            resolver.checkSecrets(secrets);
            return findings.problems().isEmpty()
                    ? new CatalogueReading.Good(new Catalogue(allEndpoints, allRoutes, allTenants), findings.warnings())
                    : new CatalogueReading.Bad(findings.problems(), findings.warnings());
        }
    }
}
