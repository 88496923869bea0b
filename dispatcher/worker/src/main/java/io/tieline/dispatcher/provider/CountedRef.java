package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;

/**
 * A keyword that refers to another place of the schema, followed a bounded number of times in one check. What a check
 * costs besides is bounded by the size of schema and document: references alone can multiply that without end.
 */
record CountedRef(Keyword keyword) implements Keyword {
    private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final int MOST = 20_000;
    private static final int DEEPEST = 128;
    private static final String COUNT = CountedRef.class.getName();

    /** More references than anybody needs. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private static final class Count {
        private int all;
        private int open;
    }

    static Dialect limit(Dialect dialect) {
        List<Keyword> counted = new ArrayList<>();
        for (String name : REFERENCES) {
            Keyword keyword = dialect.getKeywords().get(name);
            if (keyword != null) {
                counted.add(new CountedRef(keyword));
            }
        }
        return Dialect.builder(dialect).keywords(counted).build();
    }

    @Override
    public String getValue() {
        return keyword.getValue();
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode node, Schema parent, SchemaContext context)
            throws Exception {
        return new Following(keyword.newValidator(location, node, parent, context));
    }

    private record Following(KeywordValidator validator) implements KeywordValidator {
        @Override
        public void validate(ExecutionContext execution, JsonNode node, JsonNode instance, NodePath at) {
            Count count = (Count) execution.getCollectorContext().getData().computeIfAbsent(COUNT, _ -> new Count());
            if (++count.all > MOST || ++count.open > DEEPEST) {
                throw new Exhausted();
            }
            validator.validate(execution, node, instance, at);
            count.open--;
        }

        @Override
        public void walk(
                ExecutionContext execution, JsonNode node, JsonNode instance, NodePath at, boolean shouldValidate) {
            validator.walk(execution, node, instance, at, shouldValidate);
        }

        @Override
        public void preloadSchema() {
            validator.preloadSchema();
        }

        @Override
        public SchemaLocation getSchemaLocation() {
            return validator.getSchemaLocation();
        }

        @Override
        public String getKeyword() {
            return validator.getKeyword();
        }
    }
}
