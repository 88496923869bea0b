package io.tieline.cli;

import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Outage;
import io.tieline.routing.Plan;
import io.tieline.routing.Purse;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.routing.WhatIf;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells who would serve a request, and why nobody else. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "tieline explain REQUEST.json [-hV] [--json] [--stacktrace] [-c=FILE]",
            "                [--catalogue=FILE] [--pin=FAMILY] [--down=ENDPOINT...]..."
        },
        description = {
            "Tell who would serve a request, who would be asked next, and why everybody else is passed over, by the"
                    + " rules that dispatchers go by. Nothing is sent; neither Kafka nor a dispatcher is needed.",
            "",
            "REQUEST.json holds fields of a request, such as",
            "  {\"tenant\": \"acme\", \"route\": \"summarize\", \"jurisdictions\": [\"eu\"],",
            "   \"messages\": [{\"role\": \"user\", \"content\": \"Summarise: ...\"}]}"
        },
        footer = {"", "Example: tieline explain request.json --down anthropic/claude-3-5-sonnet --down openai/gpt-4o"})
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "REQUEST.json", description = "The request.")
    private Path request = Path.of("request.json");

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "A catalogue. Default: the one that the configuration names.")
    private @Nullable Path catalogueFile;

    @Option(
            names = "--down",
            paramLabel = "ENDPOINT",
            arity = "1..*",
            description = "Take these endpoints for down; all others work. Comes after REQUEST.json.")
    private List<String> down = List.of();

    @Option(
            names = "--pin",
            paramLabel = "FAMILY",
            description = "The job that the request belongs to began with this family of models.")
    private @Nullable String pin;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Catalogue catalogue = catalogue();
        requireKnown(catalogue);
        WhatIf whatIf = WhatIf.of(
                plan(RequestFile.read(request), catalogue),
                new Outage(Set.copyOf(down)),
                Purse.BOTTOMLESS,
                Instant.now());
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        out.print(json ? Explanation.json(whatIf).toPrettyString() + "\n" : Explanation.text(whatIf));
        out.flush();
        return 0;
    }

    private Catalogue catalogue() {
        Path path = catalogueFile == null ? config.read().requiredCatalogue() : catalogueFile;
        return CatalogueFiles.read(path);
    }

    private void requireKnown(Catalogue catalogue) {
        List<String> ids = names(catalogue.endpoints(), Endpoint::id);
        down.forEach(id -> requireOneOf("--down", id, ids));
        if (pin != null) {
            requireOneOf("--pin", pin, names(catalogue.endpoints(), Endpoint::family));
        }
    }

    private static void requireOneOf(String option, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(option + " is " + value + ", allowed: " + String.join(", ", allowed));
        }
    }

    private static IllegalArgumentException unnamed(String field, String value, List<String> known) {
        return new IllegalArgumentException(field + " is '" + value
                + "', which the catalogue doesn't name: the request would be rejected; known are "
                + String.join(", ", known));
    }

    private static <T> List<String> names(Collection<T> all, Function<T, String> name) {
        return all.stream().map(name).distinct().toList();
    }

    private Plan plan(InferenceRequest asked, Catalogue catalogue) {
        Tenant tenant = catalogue
                .tenant(asked.getTenant())
                .orElseThrow(() -> unnamed("tenant", asked.getTenant(), names(catalogue.tenants(), Tenant::name)));
        Route route = catalogue
                .route(asked.getRoute())
                .orElseThrow(() -> unnamed("route", asked.getRoute(), names(catalogue.routes(), Route::name)));
        if (!tenant.mayUseRoute(asked.getRoute())) {
            throw new IllegalArgumentException("route is '" + asked.getRoute() + "', which tenant '" + tenant.name()
                    + "' may not use: the request would be rejected");
        }
        return Plan.of(
                asked.getRequestId(),
                Ask.of(asked),
                tenant,
                route,
                catalogue.candidates(route),
                Optional.ofNullable(pin),
                Outage.NONE);
    }
}
