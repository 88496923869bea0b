package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.platform.DataSize;
import io.tieline.platform.StrictYaml;
import io.tieline.routing.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TielineConfigTest {
    private static final Path ROOT = Path.of("..", "..");

    @Test
    void shouldReadTheExample() {
        // When
        TielineConfig config = StrictYaml.read(ROOT.resolve("infra/dev/examples/tieline.yaml"), TielineConfig.class);

        // Then
        assertThat(config.requiredCatalogue().endpoints())
                .extracting(Endpoint::provider)
                .containsExactly("anthropic", "openai");
        assertThat(config.dispatcherOrDefaults().workerId()).isEqualTo("dispatcher-1");
    }

    @Test
    void shouldReadEverySettingOfThePage() throws Exception {
        // Given
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        String yaml = page.substring(page.indexOf("```yaml") + "```yaml".length());
        yaml = yaml.substring(0, yaml.indexOf("```"));

        // When
        TielineConfig config = StrictYaml.parse(yaml, "configuration.md", TielineConfig.class);

        // Then
        assertThat(config.kafka().properties()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(config.topics().replicationFactor()).isEqualTo(3);
        assertThat(config.dispatcherOrDefaults().limits().requestBytes()).isEqualTo(DataSize.ofMiB(1));
        assertThat(config.dispatcherOrDefaults().breakers().openAtMost()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.dispatcherOrDefaults().replyTopics()).containsEntry("acme", Set.of("acme.replies"));
        assertThat(config.requiredCatalogue().endpoints().getFirst().timeout()).isEqualTo(Duration.ofMinutes(2));
    }
}
