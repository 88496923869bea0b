package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI chat completions, as OpenAI, Azure, Mistral, vLLM, Ollama and LocalAI speak it. Two fields have no name that all
 * of them accept: OpenAI's newer models refuse {@code max_tokens}, everyone else knows only that; and Mistral calls
 * {@code seed} {@code random_seed} and refuses fields that it doesn't know.
 */
final class OpenAiChat implements WireAdapter {
    static final OpenAiChat INSTANCE = new OpenAiChat();

    private static final String[] INPUT = {"prompt_tokens"};
    private static final String[] OUTPUT = {"completion_tokens"};

    private OpenAiChat() {}

    @Override
    public WireRequest encode(WireCall call) {
        boolean vectors = call.request().getOperation() == Operation.EMBEDDINGS;
        byte[] body = Json.object(json -> {
            if (vectors) {
                writeInputs(json, call);
            } else {
                write(json, call);
            }
            Json.fields(json, call.vendorFields());
        });
        String path = vectors ? "/v1/embeddings" : "/v1/chat/completions";
        return WireRequest.of(call, path, "authorization", "Bearer ", body);
    }

    private static void writeInputs(JsonGenerator json, WireCall call) throws IOException {
        json.writeStringField("model", call.endpoint().model());
        Json.strings(json, "input", call.request().getInputs());
        if (call.request().getDimensions() != null) {
            json.writeNumberField("dimensions", call.request().getDimensions());
        }
    }

    private static void write(JsonGenerator json, WireCall call) throws IOException {
        InferenceRequest request = call.request();
        json.writeStringField("model", call.endpoint().model());
        boolean mistral = isMistral(call.endpoint());
        OpenAiContent.writeMessages(
                json, request.getMessages(), mistral ? CallIds::forMistral : UnaryOperator.identity());
        json.writeNumberField(limitField(call.endpoint()), call.outputLimit());
        if (request.getTemperature() != null) {
            json.writeNumberField("temperature", request.getTemperature());
        }
        if (request.getTopP() != null) {
            json.writeNumberField("top_p", request.getTopP());
        }
        if (request.getSeed() != null) {
            json.writeNumberField(mistral ? "random_seed" : "seed", request.getSeed());
        }
        Json.strings(json, "stop", request.getStop());
        OpenAiContent.writeTools(json, request, mistral ? "any" : "required");
        OpenAiContent.writeSchema(json, request.getJsonSchema());
    }

    private static String limitField(Endpoint endpoint) {
        boolean openAi = isAt(endpoint, "openai", "openai.com") || isAt(endpoint, "azure", "openai.azure.com");
        return openAi ? "max_completion_tokens" : "max_tokens";
    }

    private static boolean isMistral(Endpoint endpoint) {
        return isAt(endpoint, "mistral", "mistral.ai");
    }

    /** By name too: a proxy or a stand-in on another host speaks as the provider it stands for. */
    private static boolean isAt(Endpoint endpoint, String provider, String domain) {
        String host = endpoint.baseUrl().getHost();
        return endpoint.provider().equalsIgnoreCase(provider) || host.equals(domain) || host.endsWith("." + domain);
    }

    @Override
    public Completion completion(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        JsonNode message = choice.path("message");
        return new Completion(
                content(message.path("content")),
                toolCalls(message.path("tool_calls")),
                Completion.textOf(choice.path("finish_reason")),
                Completion.textOf(message.path("refusal")) != null,
                Completion.usageOf(
                        body.path("usage"),
                        INPUT,
                        OUTPUT,
                        body.path("usage").path("prompt_tokens_details").path("cached_tokens")));
    }

    private static List<ToolCall> toolCalls(JsonNode calls) {
        List<ToolCall> found = new ArrayList<>();
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            JsonNode arguments = function.path("arguments");
            // Ollama writes an object where OpenAI writes its text.
            String text = arguments.isTextual() ? arguments.textValue() : arguments.toString();
            found.add(new ToolCall(
                    Completion.idOf(call.path("id"), found.size()),
                    function.path("name").asText(),
                    text.isBlank() ? "{}" : text));
        }
        return found;
    }

    @Override
    public List<List<Float>> embeddings(JsonNode body) {
        List<JsonNode> items = new ArrayList<>();
        body.path("data").forEach(items::add);
        items.sort(Comparator.comparingInt(item -> item.path("index").asInt()));
        return items.stream()
                .map(item -> Completion.vectorOf(item.path("embedding")))
                .toList();
    }

    @Override
    public @Nullable Usage usage(JsonNode body) {
        return Completion.usageOf(body.path("usage"), INPUT, OUTPUT, MissingNode.getInstance());
    }

    /** Reasoning models of some servers answer in parts, of which only those of type text are the answer. */
    private static String content(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if ("text".equals(part.path("type").textValue())) {
                text.append(part.path("text").asText());
            }
        }
        return text.toString();
    }
}
