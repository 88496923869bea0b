package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosedSchemaTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object'} | {'type':'object','additionalProperties':false}",
                "{'type':'object','additionalProperties':true} | {'type':'object','additionalProperties':false}",
                "{'type':'object','additionalProperties':{'type':'string'}} | "
                        + "{'type':'object','additionalProperties':{'type':'string'}}",
                "{'items':{'type':'object'}} | {'items':{'type':'object','additionalProperties':false}}",
                "{'anyOf':[{'type':'object'}]} | {'anyOf':[{'type':'object','additionalProperties':false}]}",
                "{'properties':{'type':{'type':'string'}}} | {'properties':{'type':{'type':'string'}}}",
                "{'const':{'type':'object'}} | {'const':{'type':'object'}}",
                "{'allOf':[{'type':'object'}]} | {'allOf':[{'type':'object'}]}",
            })
    void shouldNameAllFieldsThereAre(String schema, String closed) {
        assertThat(ClosedSchema.of(json(schema))).isEqualTo(Json.tree(json(closed)));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
