package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.JsonSchemas;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRulesTest {
    private static String nested(int levels) {
        return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\"a\": {\"b\": 1}, \"c\": {\"b\": 1}} "})
    void shouldReadObjects(String text) {
        assertThat(JsonRules.object("f", text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{",
                "{} {}",
                "{\"a\": 1,}",
                "{'a': 1}",
                "{\"a\": NaN}",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": {\"b\": 1, \"\\u0062\": 2}}"
            })
    void shouldRefuseWhatIsNoneOrCouldBeReadInTwoWays(String text) {
        assertThat(JsonRules.object("f", text))
                .get()
                .extracting(Problem::message)
                .isEqualTo("f is 'something else', allowed: a JSON object, each field once, at most 64 levels deep");
    }

    /** What passes is read again by an adapter, which knows no way on where it can't. */
    @Test
    void shouldReadNothingDeeperThanAdaptersCan() {
        assertThat(JsonRules.object("f", nested(JsonRules.DEEPEST))).isEmpty();
        assertThat(JsonRules.schema("f", nested(JsonRules.DEEPEST))).isEmpty();
        assertThat(JsonSchemas.problemOf(nested(JsonRules.DEEPEST))).isEmpty();
        assertThat(JsonRules.object("f", nested(JsonRules.DEEPEST + 1))).isPresent();
        assertThat(JsonRules.object("f", nested(1_000_000))).isPresent();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "openai_chat        | {\"model\": \"other\"}         | vendorFields.openai_chat is 'model', allowed: fields that",
                "openai_chat        | {\"user\": \"u\", \"n\": 2}    | vendorFields.openai_chat is 'n', allowed",
                "openai_chat        | {\"max_completion_tokens\": 1} | vendorFields.openai_chat is 'max_completion_tokens'",
                "anthropic_messages | {\"stop_sequences\": []}       | vendorFields.anthropic_messages is 'stop_sequences'",
                "gemini_generate    | {\"generation_config\": {}}    | vendorFields.gemini_generate is 'generation_config'",
                "gemini_generate    | {\"generationConfig\": 1}      | vendorFields.gemini_generate is 'generationConfig', a",
                "gemini_generate    | {\"generationConfig\": {\"topP\": 1}} | vendorFields.gemini_generate is 'generationConfig.topP'",
                "anthropic_messages | {\"output_config\": {\"format\": 1}} | vendorFields.anthropic_messages is 'output_config.format'",
                "gemini_generate    | {\"system_instruction\": {}}   | vendorFields.gemini_generate is 'system_instruction'",
                "gemini_generate    | []                             | vendorFields.gemini_generate is 'something else'",
                "openai             | {}                             | vendorFields is 'openai', allowed: anthropic_messages, ",
            })
    void shouldKeepVendorFieldsFromOverrulingTheRequest(String format, String fields, String message) {
        assertThat(VendorRules.check(Map.of(format, fields)))
                .get()
                .extracting(Problem::message)
                .asString()
                .startsWith(message);
    }

    @Test
    void shouldLeaveVendorFieldsToTheirVendor() {
        assertThat(VendorRules.check(Map.of(
                        "openai_chat",
                        "{\"user\": \"u\", \"metadata\": {\"model\": \"mine\"}}",
                        "anthropic_messages",
                        "{\"output_config\": {\"effort\": \"low\"}}",
                        "gemini_generate",
                        "{\"generationConfig\": {\"topK\": 5}}")))
                .isEmpty();
    }
}
