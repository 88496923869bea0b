package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.catalogue.CatalogueReading;
import io.tieline.platform.ConfigException;
import io.tieline.platform.DataSize;
import io.tieline.platform.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TielineConfigTest {
    private static final Path ROOT = Path.of("..", "..");

    @Test
    void shouldReadTheExample() {
        // When
        Path file = ROOT.resolve("infra/dev/examples/tieline.yaml");
        TielineConfig config = StrictYaml.read(file, TielineConfig.class).readFrom(file);

        // Then
        assertThat(config.requiredCatalogue()).isEqualTo(ROOT.resolve("infra/dev/examples/catalogue.yaml"));
        assertThat(config.dispatcherOrDefaults().workerId()).isEqualTo("dispatcher-1");
        assertThat(config.gateway().keys()).isEqualTo(ROOT.resolve("infra/dev/examples/keys.yaml"));
    }

    @Test
    void shouldReadEverySettingOfThePage() throws Exception {
        // Given
        String yaml = yamlOfPage(1);

        // When
        TielineConfig config = StrictYaml.parse(yaml, "configuration.md", TielineConfig.class);

        // Then
        assertThat(config.kafka().properties()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(config.topics().replicationFactor()).isEqualTo(3);
        assertThat(config.dispatcherOrDefaults().limits().requestBytes()).isEqualTo(DataSize.ofMiB(1));
        assertThat(config.dispatcherOrDefaults().breakers().openAtMost()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.dispatcherOrDefaults().replyTopics()).containsEntry("acme", Set.of("acme.replies"));
        assertThat(config.gateway().listen().getPort()).isEqualTo(8080);
        assertThat(config.gateway().advertised()).isEqualTo("https://ai.example.com");
        assertThat(Objects.requireNonNull(config.files().s3()).bucket()).isEqualTo("acme-ai");
        assertThat(config.gateway().longestFile()).isEqualTo(DataSize.ofMiB(512));
        assertThat(config.gateway().answerWithin()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.requiredCatalogue()).isEqualTo(Path.of("catalogue.yaml"));
    }

    @Test
    void shouldReadTheCatalogueOfThePage() throws Exception {
        // When
        CatalogueReading reading = CatalogueReader.withoutSecrets().read(yamlOfPage(2), "configuration.md");

        // Then
        assertThat(reading).isInstanceOf(CatalogueReading.Good.class);
        assertThat(reading.warnings()).isEmpty();
    }

    /** One of the page's blocks of YAML, counted from 1. */
    private static String yamlOfPage(int number) throws IOException {
        String rest = Files.readString(ROOT.resolve("docs/configuration.md"));
        for (int i = 0; i < number; i++) {
            rest = rest.substring(rest.indexOf("```yaml") + "```yaml".length());
        }
        return rest.substring(0, rest.indexOf("```"));
    }

    @Test
    void shouldFindTheCatalogueFromTheFolderOfTheFileThatNamesIt() {
        assertThat(catalogueOf("catalogue.yaml")).isEqualTo(Path.of("/etc/tieline/catalogue.yaml"));
        assertThat(catalogueOf("../other/c.yaml").normalize()).isEqualTo(Path.of("/etc/other/c.yaml"));
        assertThat(catalogueOf("/srv/c.yaml")).isEqualTo(Path.of("/srv/c.yaml"));
        assertThatThrownBy(() -> catalogueOf("~/c.yaml"))
                .hasMessageContaining("catalogue is '~/c.yaml', allowed: a path");
    }

    @Test
    void shouldFindThePathsOfTheGatewayFromThatFolderToo() {
        // When
        TielineConfig config = gateway("{keys: keys.yaml}").readFrom(Path.of("/etc/tieline/t.yaml"));

        // Then
        assertThat(config.gateway().keys()).isEqualTo(Path.of("/etc/tieline/keys.yaml"));
        assertThat(config.files().folder()).isEqualTo(Path.of("/etc/tieline/.tieline/files"));
        assertThat(config.gateway().stateDir()).isEqualTo(Path.of("/etc/tieline/.tieline/gateway"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {listen: 8080} | listen is '8080', allowed: a host and a port
            {lissen: '127.0.0.1:1'} | did you mean listen
            {keys: ~/keys.yaml} | keys is '~/keys.yaml', allowed: a path from /
            {advertised: 'https://ai.example.com/'} | without a slash at its end
            {most-connections: 0} | most-connections is '0', allowed: 1 or more
            {answer-within: 2h} | allowed: up to an hour
            {longest-body: 32} | longest-body
            """)
    void shouldNameWhatIsWrongWithTheGateway(String section, String words) {
        assertThatThrownBy(() -> gateway(section))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("gateway")
                .hasMessageContaining(words);
    }

    private static TielineConfig gateway(String section) {
        String yaml = """
                kafka: {bootstrap-servers: "127.0.0.1:1"}
                registry: {url: "http://127.0.0.1:1/apis/registry/v3"}
                gateway: %s
                """.formatted(section);
        return StrictYaml.parse(yaml, "t.yaml", TielineConfig.class);
    }

    private static Path catalogueOf(String written) {
        String yaml = """
                kafka: {bootstrap-servers: "127.0.0.1:1"}
                registry: {url: "http://127.0.0.1:1/apis/registry/v3"}
                catalogue: %s
                """.formatted(written);
        return StrictYaml.parse(yaml, "t.yaml", TielineConfig.class)
                .readFrom(Path.of("/etc/tieline/tieline.yaml"))
                .requiredCatalogue();
    }
}
