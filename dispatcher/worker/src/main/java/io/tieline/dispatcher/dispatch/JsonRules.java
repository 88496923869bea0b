package io.tieline.dispatcher.dispatch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tieline.dispatcher.provider.JsonSchemas;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is wrong with JSON that a request brings along as text. Of a field that stands there twice each reader may see
 * another one, so what was checked here could be something else at the provider. Pure.
 */
final class JsonRules {
    /** As deep as the adapters read it again, when they write it into a body. */
    static final int DEEPEST = 64;

    private static final int MOST_TOKENS = 1_000_000;
    private static final int LONGEST_NAME = 1_000;
    private static final String OBJECT = "a JSON object, each field once, at most " + DEEPEST + " levels deep";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxTokenCount(MOST_TOKENS)
                            .maxNameLength(LONGEST_NAME)
                            .build())
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private JsonRules() {}

    /** The object that a text is; empty where it isn't one within the bounds. */
    static Optional<JsonNode> read(String text) {
        try {
            return Optional.of(MAPPER.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException _) {
            // Its message quotes what it read.
            return Optional.empty();
        }
    }

    static Optional<Problem> object(String field, String text) {
        return Problem.invalid(read(text).isEmpty(), field, "something else", OBJECT);
    }

    /** The text may be absent. */
    static Optional<Problem> schema(String field, @Nullable String text) {
        return text == null
                ? Optional.empty()
                : object(field, text)
                        .or(() -> JsonSchemas.problemOf(text)
                                .flatMap(why -> Problem.invalid(true, field, "not usable", "a JSON schema; " + why)));
    }
}
