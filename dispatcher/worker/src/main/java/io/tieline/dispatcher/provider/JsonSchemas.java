package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpression;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON schemas that callers ask answers to match. They come from strangers: nothing is fetched for them, their patterns
 * take no more time than the text is long, and only so many of them are kept. Safe for use by several threads.
 */
public final class JsonSchemas {
    /** Those of the jobs that run at a time. */
    private static final int KEPT = 200;

    private static final int LARGEST = 256 * 1024;

    /** In a list by preference: the first counts where a schema doesn't say which it is of. */
    private static final List<Dialect> DIALECTS =
            List.of(Dialects.getDraft202012(), Dialects.getDraft201909(), Dialects.getDraft7());

    /** What says of each draft how a schema looks; these come with the library. */
    private static final SchemaRegistry DRAFTS = SchemaRegistry.withDialects(DIALECTS);

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(JsonSchemas::expression)
            .build();

    private static final Map<String, Schema> COMPILED = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Schema> eldest) {
            return size() > KEPT;
        }
    };

    private JsonSchemas() {}

    /** A pattern may match anywhere in the text. */
    private static RegularExpression expression(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }

    /** Whether a text is a JSON object. */
    static boolean isObject(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8)) instanceof Json.Body.Document(JsonNode root)
                && root.isObject();
    }

    /** Why this is no schema; empty where it is one. */
    public static Optional<String> problemOf(String schema) {
        if (schema.length() > LARGEST) {
            return Optional.of("it has more than " + LARGEST + " characters");
        }
        if (!isObject(schema)) {
            return Optional.of("it is no JSON object");
        }
        try {
            var _ = compiled(schema);
            return Optional.empty();
        } catch (CountedRef.Exhausted _) {
            return Optional.of("its references never come to an end");
        } catch (SchemaException | com.google.re2j.PatternSyntaxException e) {
            return Optional.of("it is no JSON schema: " + SafeText.shorten(String.valueOf(e.getMessage())));
        } catch (RuntimeException _) {
            // The library has its own defects with references that lead nowhere.
            return Optional.of("it can't be followed");
        }
    }

    /**
     * Where and by which rule a value breaks a schema, without any part of the value; empty where it matches.
     *
     * @param schema one in which {@link #problemOf} sees no problem
     */
    static Optional<String> mismatch(String schema, JsonNode value) {
        List<Error> errors;
        try {
            errors = compiled(schema).validate(value);
        } catch (CountedRef.Exhausted _) {
            return Optional.of("it takes too many steps to check");
        }
        return errors.stream()
                .findFirst()
                .map(error -> "at '" + error.getInstanceLocation() + "': " + error.getKeyword()
                        + (errors.size() > 1 ? ", and " + (errors.size() - 1) + " more" : ""));
    }

    private static Schema compiled(String schema) {
        synchronized (COMPILED) {
            Schema known = COMPILED.get(schema);
            if (known != null) {
                return known;
            }
        }
        // A registry of its own: a schema must not be found by the next one that names the same id.
        JsonNode root = ((Json.Body.Document) Json.read(schema.getBytes(StandardCharsets.UTF_8))).root();
        requireSchema(root);
        Schema made = SchemaRegistry.withDialects(
                        DIALECTS.stream().map(CountedRef::limit).toList(),
                        builder -> builder.schemaRegistryConfig(CONFIG)
                                .schemaLoader(loader -> loader.fetchRemoteResources(false)
                                        .resourceLoaders(loaders -> loaders.values(List::clear))
                                        .allow(_ -> false)))
                .getSchema(SchemaLocation.of("urn:answer"), root);
        made.initializeValidators();
        // One that never comes to an end, such as one that is itself, doesn't on this either.
        made.validate(JsonNodeFactory.instance.objectNode());
        synchronized (COMPILED) {
            COMPILED.put(schema, made);
        }
        return made;
    }

    /** What isn't a schema by its own draft, such as a type that doesn't exist, would match anything or nothing. */
    private static void requireSchema(JsonNode schema) {
        String draft = schema.path("$schema").asText(DIALECTS.getFirst().getId());
        if (DIALECTS.stream().noneMatch(dialect -> dialect.getId().equals(draft))) {
            throw new SchemaException("of draft 2020-12, 2019-09 or 7 it has to be");
        }
        List<Error> errors = DRAFTS.getSchema(SchemaLocation.of(draft)).validate(schema);
        if (!errors.isEmpty()) {
            throw new SchemaException(
                    "it breaks the rules of its draft at " + errors.getFirst().getInstanceLocation());
        }
    }
}
