package io.tieline.sim.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
    private static final Tool WEATHER = new Tool("weather", schema("city"));
    private static final Tool CLOCK = new Tool("clock", schema());

    @ParameterizedTest
    @CsvSource({
        "What is it like? call:weather, false, true, weather",
        "call:clock and call:weather, false, true, clock+weather",
        "call:clock and call:weather, false, false, clock",
        "call:weather., false, true, weather",
        "call:nothing, false, true, ''",
        "Nothing to call, false, true, ''",
        "Nothing to call, true, true, weather",
        "call:clock, true, true, clock"
    })
    void shouldCallWhatTheUserNamesOrWhatItMust(String text, boolean must, boolean parallel, String called) {
        // Given
        ToolUse use = new ToolUse(List.of(WEATHER, CLOCK), must, parallel);

        // When
        Answer answer = Model.answer(prompt(text, List.of(), List.of(), use, null, 1_000));

        // Then
        String names = answer instanceof Answer.Calls calls
                ? String.join("+", calls.calls().stream().map(ToolCall::tool).toList())
                : "";
        assertThat(names).isEqualTo(called);
    }

    @Test
    void shouldGiveArgumentsThatMatchTheSchema() {
        // When
        Answer answer =
                Model.answer(prompt("call:weather", List.of(), List.of(), ToolUse.free(List.of(WEATHER)), null, 100));

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Calls.class,
                        calls ->
                                assertThat(calls.calls().getFirst().arguments()).hasToString("{\"city\":\"example\"}"));
        assertThat(answer.tokens()).isEqualTo(2 + 5);
    }

    @Test
    void shouldTellWhatToolsGaveInsteadOfCallingAgain() {
        // When
        Answer answer = Model.answer(prompt(
                "call:weather",
                List.of(),
                List.of(new ToolResult("weather", "sunny, 21 degrees")),
                ToolUse.free(List.of(WEATHER)),
                null,
                100));

        // Then
        assertThat(answer).isEqualTo(new Answer.Text("weather gave: sunny, 21 degrees", false));
    }

    @Test
    void shouldTellWhichImagesItSaw() {
        // When
        Answer answer = Model.answer(prompt(
                "Look at this.",
                List.of(new Image("image/png", 1_234, null), Image.at("https://x.example/i.jpg")),
                List.of(),
                ToolUse.NONE,
                null,
                100));

        // Then
        assertThat(answer)
                .isEqualTo(new Answer.Text(
                        "Saw 2 images: 1234 bytes, image/png; at https://x.example/i.jpg. Look at this.", false));
    }

    @Test
    void shouldAnswerInJsonThatIsCutAtTheLimit() {
        // Given
        Prompt prompt = prompt("Wind turns turbines.", List.of(), List.of(), ToolUse.NONE, schema("summary"), 100);

        // Then
        assertThat(Model.answer(prompt)).isEqualTo(new Answer.Text("{\"summary\":\"Wind turns turbines.\"}", false));
        assertThat(Model.answer(prompt.withMaxTokens(3))).isEqualTo(new Answer.Text("{\"summary\":\"", true));
        assertThat(Model.mismatched(prompt)).isEqualTo(new Answer.Text("{\"summary\":{\"unexpected\":true}}", false));
    }

    @Test
    void shouldSayNothingWhereACallDoesNotFitTheLimit() {
        // When
        Answer answer =
                Model.answer(prompt("call:weather", List.of(), List.of(), ToolUse.free(List.of(WEATHER)), null, 6));

        // Then
        assertThat(answer).isEqualTo(new Answer.Text("", true));
    }

    @Test
    void shouldMakeTheSameVectorOfTheSameTextAndModelOnly() {
        // When
        float[] vector = Vectors.of("m", "text", 64);

        // Then
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        assertThat(squares).isBetween(0.9999, 1.0001);
        assertThat(Vectors.of("m", "text", 64)).isEqualTo(vector);
        assertThat(Vectors.of("m", "texts", 64)).isNotEqualTo(vector);
        assertThat(Vectors.of("n", "text", 64)).isNotEqualTo(vector);
    }

    private static Prompt prompt(
            String text,
            List<Image> images,
            List<ToolResult> results,
            ToolUse tools,
            @Nullable JsonNode schema,
            int maxTokens) {
        return new Prompt(text, text, images, results, tools, schema, 10, maxTokens);
    }

    private static JsonNode schema(String... texts) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String text : texts) {
            properties.putObject(text).put("type", "string");
        }
        return schema;
    }
}
