package io.tieline.cli;

import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.catalogue.CatalogueReading;
import io.tieline.platform.ConfigException;
import io.tieline.platform.StrictYaml;
import io.tieline.routing.Catalogue;
import java.nio.file.Path;
import java.util.List;

/** Reads catalogues for commands that only think about them. */
final class CatalogueFiles {
    private CatalogueFiles() {}

    /**
     * Reads one, and doesn't look whether its keys are there.
     *
     * @throws ConfigException with all that is wrong with it
     */
    static Catalogue read(Path file) {
        return switch (CatalogueReader.withoutSecrets().read(StrictYaml.text(file), file.toString())) {
            case CatalogueReading.Good(Catalogue good, List<String> _) -> good;
            case CatalogueReading.Bad(List<String> problems, List<String> _) ->
                throw new ConfigException(String.join("\n", problems));
        };
    }
}
