package io.tieline.cli;

import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.catalogue.CatalogueReading;
import io.tieline.dispatcher.provider.Secrets;
import io.tieline.platform.ConfigException;
import io.tieline.platform.StrictYaml;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Route;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The catalogue. */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        description =
                "Check the catalogue of endpoints, routes and tenants, and show what follows from it. Neither Kafka"
                        + " nor a dispatcher is needed.",
        subcommands = {CatalogCommand.Check.class, CatalogCommand.Show.class})
final class CatalogCommand {
    /** Finds the file. */
    static final class FileOption {
        @Mixin
        private ConfigOption config = new ConfigOption();

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "A catalogue. Default: the one that the configuration names.")
        private @Nullable Path file;

        Path find() {
            return file == null ? config.read().requiredCatalogue() : file;
        }
    }

    /** Tells all that is wrong. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Tell all that is wrong with a catalogue, and what is odd about it, a line for each. Ends with 1"
                            + " where something is wrong.")
    static final class Check implements Callable<Integer> {
        @Mixin
        private FileOption file = new FileOption();

        @Option(
                names = "--with-secrets",
                description =
                        "Look, too, whether the keys are where the catalogue says: in this command's environment, or"
                                + " in files.")
        private boolean withSecrets;

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            Path path = file.find();
            CatalogueReading reading = read(path, withSecrets);
            PrintWriter out = outOf(spec);
            reading.warnings().forEach(warning -> out.println("warning: " + warning));
            return switch (reading) {
                case CatalogueReading.Good(Catalogue catalogue, List<String> warnings) -> {
                    out.println(path + ": " + CatalogText.summary(catalogue) + "; "
                            + (warnings.isEmpty() ? "no problems" : CatalogText.count(warnings.size(), "warning")));
                    yield 0;
                }
                case CatalogueReading.Bad(List<String> problems, List<String> _) -> {
                    problems.forEach(out::println);
                    out.println(path + ": " + CatalogText.count(problems.size(), "problem"));
                    yield 1;
                }
            };
        }
    }

    /** Shows what follows from it. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Show endpoints with all that they inherit, routes with their candidates in order, and tenants."
                            + " Keys are never shown, only where they are found.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private FileOption file = new FileOption();

        @Option(
                names = "--route",
                paramLabel = "NAME",
                description = "Only the candidates of this route. The name of a family or an endpoint will do, too.")
        private @Nullable String route;

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            Catalogue catalogue = switch (read(file.find(), false)) {
                case CatalogueReading.Good(Catalogue good, List<String> _) -> good;
                case CatalogueReading.Bad(List<String> problems, List<String> _) ->
                    throw new ConfigException(String.join("\n", problems));
            };
            PrintWriter out = outOf(spec);
            if (route == null) {
                out.print(json ? CatalogJson.all(catalogue).toPrettyString() + "\n" : CatalogText.all(catalogue));
            } else {
                Route found = find(catalogue, route);
                out.print(
                        json
                                ? CatalogJson.route(catalogue, found).toPrettyString() + "\n"
                                : CatalogText.candidates(catalogue, found));
            }
            out.flush();
            return 0;
        }

        private static Route find(Catalogue catalogue, String name) {
            return catalogue
                    .route(name)
                    .orElseThrow(() -> new IllegalArgumentException("--route is " + name + ", allowed: "
                            + String.join(
                                    ", ",
                                    catalogue.routes().stream().map(Route::name).toList())
                            + ", a family or an endpoint"));
        }
    }

    private static CatalogueReading read(Path path, boolean withSecrets) {
        Secrets secrets = Secrets.ofProcess();
        CatalogueReader reader = withSecrets ? new CatalogueReader(secrets::apply) : CatalogueReader.withoutSecrets();
        return reader.read(StrictYaml.text(path), path.toString());
    }

    private static PrintWriter outOf(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return spec.commandLine().getOut();
    }
}
