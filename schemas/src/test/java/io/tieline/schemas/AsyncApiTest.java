package io.tieline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told to people of other languages is what the code does. */
class AsyncApiTest {
    private static final Path FILE = Path.of("src/main/asyncapi/asyncapi.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode api = new YAMLMapper().readTree(FILE.toFile());

    AsyncApiTest() throws IOException {}

    @Test
    void describesEveryTopicAndNoOther() {
        // When
        List<String> addresses = new ArrayList<>();
        api.get("channels")
                .forEach(channel -> addresses.add(channel.get("address").asText()));
        // Then
        assertThat(addresses)
                .containsExactlyElementsOf(Topics.ALL.stream().map(Topic::name).toList());
    }

    @Test
    void namesTheRecordOfEachTopic() throws IOException {
        for (JsonNode channel : api.get("channels")) {
            // When
            JsonNode message = resolve(channel.get("messages").elements().next());
            Path file = FILE.resolveSibling(message.at("/payload/schema/$ref").asText());
            JsonNode schema = JSON.readTree(file.toFile());
            // Then
            Topic<?> topic = Topics.ALL.stream()
                    .filter(t -> t.name().equals(channel.get("address").asText()))
                    .findFirst()
                    .orElseThrow();
            assertThat(channel.get("messages")).hasSize(1);
            assertThat(schema.get("namespace").asText() + "."
                            + schema.get("name").asText())
                    .isEqualTo(SpecificData.get().getSchema(topic.valueType()).getFullName());
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        // When
        List<JsonNode> references = api.findValues("$ref");
        // Then
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            String target = reference.asText();
            if (target.startsWith("#")) {
                assertThat(api.at(target.substring(1)).isMissingNode())
                        .as(target)
                        .isFalse();
            } else {
                assertThat(FILE.resolveSibling(target)).exists();
            }
        });
    }

    @Test
    void everyChannelSaysItsCleanupAndIsUsedByAnOperation() {
        // Given
        Map<String, Integer> uses = new HashMap<>();
        api.get("operations")
                .forEach(operation -> uses.merge(operation.at("/channel/$ref").asText(), 1, Integer::sum));
        // When, Then
        api.get("channels").fieldNames().forEachRemaining(name -> {
            JsonNode channel = api.get("channels").get(name);
            JsonNode kafka = resolve(channel.get("bindings")).at("/kafka/topicConfiguration");
            assertThat(kafka.get("cleanup.policy")).as(name).isNotEmpty();
            assertThat(kafka.get("max.message.bytes").asInt()).as(name).isPositive();
            assertThat(uses).containsKey("#/channels/" + name);
            assertThat(channel.get("description").asText()).isNotBlank();
        });
    }

    static Stream<Path> avroFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("avroFiles")
    void everySchemaAndFieldIsExplained(Path file) throws IOException {
        // When
        JsonNode schema = JSON.readTree(file.toFile());
        // Then
        assertThat(file.getFileName()).hasToString(schema.get("name").asText() + ".avsc");
        assertThat(schema.path("doc").asText()).isNotBlank();
        schema.path("fields")
                .forEach(field -> assertThat(field.path("doc").asText())
                        .as(field.path("name").asText())
                        .isNotBlank());
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? api.at(node.get("$ref").asText().substring(1)) : node;
    }
}
