package io.tieline.cli;

import io.tieline.client.ChatBuilder;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.schemas.avro.QualityTier;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What is asked for with each file of a job, and under which conditions. */
final class RequestOptions {
    @Option(
            names = "--route",
            defaultValue = "summarize",
            description = "What is asked for: a route of the catalogue, or a model. Default: ${DEFAULT-VALUE}.")
    private String route = "summarize";

    @Option(
            names = "--instruction",
            paramLabel = "TEXT",
            defaultValue = "Summarise the following text in a few sentences.",
            description = "What the model is told to do. Default: '${DEFAULT-VALUE}'")
    private String instruction = "";

    @Option(
            names = "--json-schema",
            paramLabel = "FILE",
            description =
                    "Ask for answers in JSON that match this schema. What doesn't match never counts as an answer.")
    private @Nullable Path jsonSchema;

    @Option(
            names = "--max-output-tokens",
            paramLabel = "N",
            description = "Most tokens of an answer. Default: what the endpoint gives.")
    private @Nullable Integer maxOutputTokens;

    @Option(
            names = "--allow-truncated",
            description = "Take an answer that is cut off at that limit for one. Default: such a file fails.")
    private boolean truncationAllowed;

    @Option(
            names = "--fallback-on-refusal",
            description = "Ask another model where one refuses for its content policy. Default: such a file fails.")
    private boolean fallbackOnRefusal;

    @Option(
            names = "--min-tier",
            paramLabel = "basic|standard|frontier",
            description = "Least quality of the model. Default: as the route says.")
    private @Nullable QualityTier minimumTier;

    @ArgGroup
    private @Nullable Degraded degraded;

    @Option(
            names = "--max-call-usd",
            paramLabel = "USD",
            description =
                    "Most that one call may cost by the estimate made before it, such as 0.02. Default: no limit.")
    private @Nullable BigDecimal maxCallUsd;

    @Option(
            names = "--jurisdiction",
            paramLabel = "NAME",
            description =
                    "Where the texts may be worked on, such as eu; may be given several times. Default: wherever the"
                            + " tenant's data may go.")
    private List<String> jurisdictions = List.of();

    @Option(
            names = "--lane",
            paramLabel = "interactive|batch",
            defaultValue = "batch",
            description = "Default: ${DEFAULT-VALUE}.")
    private Lane lane = Lane.BATCH;

    /** One or the other, or what the route says. */
    private static final class Degraded {
        @Option(
                names = "--allow-degraded",
                required = true,
                description = "An answer below the least quality is better than none, unless the route forbids it.")
        private boolean allowed;

        @Option(
                names = "--no-degraded",
                required = true,
                description = "No answer is better than one below the least quality. Default: as the route says.")
        private boolean forbidden;

        boolean allowed() {
            return allowed && !forbidden;
        }
    }

    boolean asksForJson() {
        return jsonSchema != null;
    }

    /**
     * Begins requests of a job, to which the text is added.
     *
     * @throws IllegalArgumentException if a value can't be: names its option, and what is allowed
     */
    Supplier<ChatBuilder> template(String jobId) {
        String schema = jsonSchema == null ? null : read(jsonSchema);
        Supplier<ChatBuilder> template = () -> {
            ChatBuilder builder = Request.on(route).lane(lane).system(instruction);
            set("--job", jobId, builder::jobId);
            set("--json-schema " + jsonSchema, schema, builder::jsonSchema);
            set("--max-output-tokens", maxOutputTokens, builder::maxOutputTokens);
            set("--min-tier", minimumTier, builder::minimumTier);
            set("--max-call-usd", maxCallUsd, builder::maxCallUsd);
            set("--jurisdiction", jurisdictions.isEmpty() ? null : jurisdictions, builder::jurisdictions);
            set("--no-degraded", degraded == null ? null : degraded.allowed(), builder::degradedAllowed);
            return builder.truncationAllowed(truncationAllowed).fallbackOnRefusal(fallbackOnRefusal);
        };
        // What is wrong shows now, and not with the first file.
        var _ = template.get();
        return template;
    }

    private static <T> void set(String option, @Nullable T value, Consumer<T> setting) {
        if (value == null) {
            return;
        }
        try {
            setting.accept(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private static String read(Path schema) {
        try {
            return Files.readString(schema);
        } catch (IOException e) {
            throw new IllegalArgumentException("--json-schema is " + schema + ": " + Failures.reason(e), e);
        }
    }
}
