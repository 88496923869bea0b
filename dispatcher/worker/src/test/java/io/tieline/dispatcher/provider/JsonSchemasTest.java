package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas that are written to do harm. */
class JsonSchemasTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"$ref\": \"#\"}             | it refers to itself without end",
                "{\"allOf\": [{\"$ref\": \"#\"}]} | it refers to itself without end",
                "{\"$dynamicRef\": \"#\"}      | it can't be followed",
                "{\"$ref\": \"#/nowhere\"}     | it is no JSON schema: Reference",
            },
            quoteCharacter = '`')
    void shouldRefuseWhatLeadsNowhere(String schema, String why) {
        assertThat(JsonSchemas.problemOf(schema)).get().asString().startsWith(why);
    }

    @Test
    void shouldSurviveWhatGoesInCirclesForSomeValuesOnly() {
        // Given
        String schema = "{\"if\": {\"const\": 1}, \"then\": {\"$ref\": \"#\"}}";

        // When, Then
        assertThat(JsonSchemas.problemOf(schema)).isEmpty();
        assertThat(JsonSchemas.mismatch(schema, JSON.numberNode(2))).isEmpty();
        assertThat(JsonSchemas.mismatch(schema, JSON.numberNode(1))).hasValue("it refers to itself without end");
    }

    @Test
    void shouldFollowASchemaThatDescribesATree() {
        // Given
        String schema = "{\"type\": \"object\", \"properties\": {\"child\": {\"$ref\": \"#\"}}}";

        // When, Then
        assertThat(JsonSchemas.problemOf(schema)).isEmpty();
        assertThat(JsonSchemas.mismatch(schema, JSON.objectNode().set("child", JSON.numberNode(1))))
                .hasValue("at '/child': type");
    }
}
