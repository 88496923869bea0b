package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemasTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object','required':['a']}                                  | {'a':1} | {}",
                "{'type':'string','pattern':'^[a-z]+$'}                              | 'abc'   | 'ab1'",
                "{'pattern':'b'}                                                     | 'abc'   | 'ac'",
                "{'patternProperties':{'^x':{'type':'integer'}}}                     | {'x1':1}| {'x1':'1'}",
                "{'$schema':'http://json-schema.org/draft-07/schema#','type':'null'} | null    | 1",
                "{'$schema':'https://json-schema.org/draft/2020-12/schema','const':1}| 1       | 2",
                "{'$ref':'#/$defs/a','$defs':{'a':{'type':'integer'}}}               | 1       | 'a'",
                "{'properties':{'a':{'$ref':'#'}},'additionalProperties':false}      | {'a':{'a':{}}} | {'a':{'b':1}}",
                "{'$id':'https://example.com/a','$ref':'#/$defs/b','$defs':{'b':{'const':1}}} | 1 | 2",
                "{'type':'string','format':'date'}                                   | '2026-01-31' | 1",
                "{'type':'number'}                                                   | 1.5     | '1.5'",
            })
    void shouldTellWhatMatches(String schema, String good, String bad) {
        assertThat(JsonSchemas.problemOf(json(schema))).isEmpty();
        assertThat(mismatch(schema, good)).isFalse();
        assertThat(mismatch(schema, bad)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "[]",
                "{",
                "",
                "{'$ref':'https://example.com/other'}",
                "{'$ref':'file:///etc/hostname'}",
                "{'$ref':'classpath:log4j2.xml'}",
                "{'properties':{'a':{'$ref':'https://example.com/other'}}}",
                "{'$ref':'#/$defs/missing'}",
                "{'$schema':'https://example.com/my-dialect'}",
                "{'$ref':'#'}",
                "{'allOf':[{'$ref':'#'},{'$ref':'#'}]}",
                "{'type':'wrong'}",
                "{'pattern':'(?=a)b'}",
                "{'pattern':'(a)\\\\1'}",
                "{'properties':{'a':{'pattern':'('}}}",
                "{'patternProperties':{'(?<!a)b':{}}}",
                "{'required':'a'}"
            })
    void shouldRefuseWhatItCanNotUse(String schema) {
        assertThat(JsonSchemas.problemOf(json(schema))).isPresent();
    }

    /** Each of the doublings alone would take an hour. */
    @Test
    void shouldComeToAnEnd() {
        // Given
        StringBuilder defs = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            defs.append("'d%d':{'allOf':[{'$ref':'#/$defs/d%d'},{'$ref':'#/$defs/d%d'}]},".formatted(i, i + 1, i + 1));
        }
        String doubling = "{'properties':{'a':{'$ref':'#/$defs/d0'}},'$defs':{" + defs + "'d40':{}}}";
        String pattern = "{'pattern':'^(a+)+$'}";

        // When // Then
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThat(JsonSchemas.problemOf(json(doubling))).isEmpty();
            assertThat(mismatch(doubling, "{'a':1}")).isTrue();
            assertThat(mismatch(pattern, "'" + "a".repeat(50_000) + "!'")).isTrue();
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"$ref\": \"#\"}             | its references never come to an end",
                "{\"allOf\": [{\"$ref\": \"#\"}]} | its references never come to an end",
                "{\"$dynamicRef\": \"#\"}      | its references never come to an end",
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
        assertThat(JsonSchemas.mismatch(schema, JsonNodeFactory.instance.numberNode(2)))
                .isEmpty();
        assertThat(JsonSchemas.mismatch(schema, JsonNodeFactory.instance.numberNode(1)))
                .hasValue("it takes too many steps to check");
    }

    @Test
    void shouldFollowASchemaThatDescribesATree() {
        // Given
        String schema = "{\"type\": \"object\", \"properties\": {\"child\": {\"$ref\": \"#\"}}}";

        // When, Then
        assertThat(JsonSchemas.problemOf(schema)).isEmpty();
        assertThat(JsonSchemas.mismatch(
                        schema,
                        JsonNodeFactory.instance.objectNode().set("child", JsonNodeFactory.instance.numberNode(1))))
                .hasValue("at '/child': type");
    }

    private static boolean mismatch(String schema, String document) {
        return JsonSchemas.mismatch(json(schema), tree(json(document))).isPresent();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static JsonNode tree(String text) {
        return ((Json.Body.Document) Json.read(text.getBytes(StandardCharsets.UTF_8))).root();
    }
}
