package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Fields;
import io.tieline.sim.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses what no field of a chat completion request is, as OpenAI and Mistral do. */
final class OpenAiFields {
    /** As of OpenAI's Java SDK 4.101, and {@code stream}, which it sets by itself. */
    private static final Set<String> OPENAI = Set.of(
            ("audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages"
                            + " metadata modalities model moderation n parallel_tool_calls prediction presence_penalty"
                            + " prompt_cache_key prompt_cache_options prompt_cache_retention reasoning_effort"
                            + " response_format safety_identifier seed service_tier stop store stream stream_options"
                            + " temperature tool_choice tools top_logprobs top_p user verbosity web_search_options")
                    .split(" "));

    /** Those that Mistral documented at the end of 2025; it refused {@code metadata} and {@code store} then. */
    private static final Set<String> MISTRAL = Set.of(
            ("frequency_penalty max_tokens messages model n parallel_tool_calls prediction presence_penalty prompt_mode"
                            + " random_seed response_format safe_prompt stop stream temperature tool_choice tools top_p")
                    .split(" "));

    private final OpenAiErrors errors;

    OpenAiFields(OpenAiErrors errors) {
        this.errors = errors;
    }

    @Nullable
    Reply check(CallContext context, JsonNode body) {
        Fields taken = context.endpoint().fields();
        return switch (taken) {
            case ANY -> null;
            case OPENAI -> {
                List<String> unknown = unknown(body, OPENAI);
                yield unknown.isEmpty()
                        ? null
                        : errors.invalid(
                                context,
                                null,
                                null,
                                "Unrecognized request argument" + (unknown.size() == 1 ? "" : "s") + " supplied: "
                                        + String.join(", ", unknown));
            }
            case MISTRAL -> {
                List<String> unknown = unknown(body, MISTRAL);
                yield unknown.isEmpty() ? null : errors.extraForbidden(context, body, unknown);
            }
        };
    }

    private static List<String> unknown(JsonNode body, Set<String> known) {
        List<String> unknown = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                unknown.add(name);
            }
        });
        return unknown;
    }
}
