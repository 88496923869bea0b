package io.tieline.dispatcher.catalogue;

import static io.tieline.dispatcher.catalogue.CatalogueSamples.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The catalogue that people start from. */
class ShippedCatalogueTest {
    private static final Path EXAMPLE = Path.of("..", "..", "infra", "dev", "examples", "catalogue.yaml");

    @Test
    void shouldTakeTheShippedCatalogue() throws Exception {
        Catalogue catalogue = good(Files.readString(EXAMPLE));
        assertThat(catalogue.endpoints()).hasSize(6);
        assertThat(catalogue.tenants()).isEmpty();
    }

    @Test
    void shouldTakeTheShippedCatalogueWithAllOfItsTemplates() throws Exception {
        // Given
        String everything =
                Files.readString(EXAMPLE).replaceAll("(?m)^#(  +\\S)", "$1").replace("#tenants:", "tenants:");

        // When
        Catalogue catalogue = good(everything);

        // Then
        assertThat(catalogue.endpoints())
                .extracting(Endpoint::provider)
                .contains("azure-openai", "openrouter", "groq", "together", "vllm", "ollama", "localai");
        assertThat(catalogue.tenant("acme").orElseThrow().maxInFlight()).isEqualTo(200);
    }
}
