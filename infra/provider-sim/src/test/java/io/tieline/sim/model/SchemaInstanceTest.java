package io.tieline.sim.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A validator that others wrote is the judge of what is made; {@code '} stands for {@code "}. */
class SchemaInstanceTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string'}",
                "{'type':'string','minLength':20}",
                "{'type':'string','maxLength':2}",
                "{'type':['null','integer']}",
                "{'type':'integer','minimum':5}",
                "{'type':'integer','exclusiveMinimum':5,'maximum':6}",
                "{'type':'integer','maximum':-3}",
                "{'type':'integer','multipleOf':7,'minimum':8}",
                "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':0.5}",
                "{'type':'number','exclusiveMaximum':1}",
                "{'type':'number','multipleOf':0.25,'minimum':0.3}",
                "{'type':'boolean'}",
                "{'type':'null'}",
                "{'enum':[3,'a']}",
                "{'const':{'a':1}}",
                "{'type':'object','properties':{},'additionalProperties':false}",
                "{'type':'object','required':['a'],'additionalProperties':{'type':'integer'}}",
                "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'array','items':{'type':'integer'},"
                        + "'minItems':3}},'required':['a','b'],'additionalProperties':false}",
                "{'type':'array','maxItems':0,'items':{'type':'string'}}",
                "{'type':'array','prefixItems':[{'type':'integer'},{'type':'string'}]}",
                "{'anyOf':[{'type':'null'},{'type':'object','properties':{'a':{'type':'boolean'}},'required':['a']}]}",
                "{'oneOf':[{'type':'string'},{'type':'integer'}]}",
                "{'type':'object','properties':{'a':{'type':'integer'}},'anyOf':[{'required':['b']}],"
                        + "'required':['a']}",
                "{'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},"
                        + "{'properties':{'b':{'type':'integer'}},'required':['b']}]}",
                "{'$ref':'#/$defs/node','$defs':{'node':{'type':'object','properties':{'name':{'type':'string'},"
                        + "'children':{'type':'array','items':{'$ref':'#/$defs/node'}}},'required':['name','children'],"
                        + "'additionalProperties':false}}}",
                "{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#'},{'type':'null'}]}},'required':['next']}",
                "{'type':'object','properties':{'next':{'$ref':'#'}}}",
                "{'type':'object','properties':{'at':{'type':'string','format':'date-time'},'day':{'type':'string',"
                        + "'format':'date'},'mail':{'type':'string','format':'email'},'id':{'type':'string',"
                        + "'format':'uuid'},'link':{'type':'string','format':'uri'}},'required':['at','day','mail','id']}"
            })
    void shouldMakeWhatMatches(String schema) {
        // When
        JsonNode made = SchemaInstance.of(json(schema), "some text");

        // Then
        assertThat(errors(schema, made)).as(made.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string'}",
                "{'type':'array','items':{'type':'string'}}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'object','properties':{}},'b':{'type':'integer'}}}",
                "{'type':'object','properties':{},'additionalProperties':false}",
                "{'anyOf':[{'type':'null'},{'type':'integer'}]}"
            })
    void shouldBreakWhatWouldMatch(String schema) {
        // When
        JsonNode made = SchemaInstance.broken(json(schema), "some text");

        // Then
        assertThat(errors(schema, made)).as(made.toString()).isNotEmpty();
    }

    @Test
    void shouldReadTypesInCapitals() {
        // Given
        JsonNode schema = json("{'type':'OBJECT','properties':{'n':{'type':'INTEGER','minimum':3},'l':{'type':'ARRAY',"
                + "'minItems':'2','items':{'type':'STRING'}},'b':{'type':'BOOLEAN','nullable':true}}}");

        // When
        JsonNode made = SchemaInstance.of(schema, "x");

        // Then
        assertThat(made).hasToString("{\"n\":3,\"l\":[\"x\",\"x\"],\"b\":true}");
    }

    @Test
    void shouldComeToAnEndWhereNothingCanMatch() {
        // Given
        JsonNode schema = json("{'type':'object','properties':{'next':{'$ref':'#'}},'required':['next']}");

        // When
        JsonNode made = SchemaInstance.of(schema, "x");

        // Then
        assertThat(made.toString()).startsWith("{\"next\":{\"next\"").contains("null");
    }

    private static List<Error> errors(String schema, JsonNode value) {
        return SCHEMAS.getSchema(json(schema)).validate(value);
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
