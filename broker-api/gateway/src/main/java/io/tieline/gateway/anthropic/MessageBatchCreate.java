package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A batch that shall be made.
 *
 * @param lines the requests as lines of JSON, to be kept as the job's input
 * @param models what they ask for, each once
 */
public record MessageBatchCreate(List<String> lines, Set<String> models) {
    /** Most requests of a batch. */
    public static final int MOST = 100_000;

    static final String CUSTOM_ID = "^[a-zA-Z0-9_-]{1,64}$";

    /** Reads a body. What the requests ask for is looked at when the job runs. */
    public static Reading<MessageBatchCreate> read(JsonNode body) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(body, "", flaws);
        fields.need("requests");
        List<Fields> requests = fields.objects("requests");
        flaws.addIf(requests.isEmpty(), new Flaw.Other("requests", "at least one request is required"));
        flaws.addIf(requests.size() > MOST, new Flaw.Other("requests", "at most " + MOST + " requests are allowed"));
        Set<String> ids = new HashSet<>();
        Set<String> models = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (Fields request : requests) {
            check(request, flaws, ids);
            String model = request.get("params").path("model").textValue();
            if (model != null) {
                models.add(model);
            }
            lines.add(request.without(Set.of()).toString());
        }
        return flaws.reading(AnthropicErrors.INSTANCE, new MessageBatchCreate(lines, models));
    }

    private static void check(Fields request, Flaws flaws, Set<String> ids) {
        String id = request.neededText("custom_id");
        flaws.addIf(
                !id.matches(CUSTOM_ID),
                new Flaw.Other(request.pathOf("custom_id"), "String should match pattern '" + CUSTOM_ID + "'"));
        flaws.addIf(
                !ids.add(id), new Flaw.Other(request.pathOf("custom_id"), "custom_id must be unique within the batch"));
        request.need("params");
        request.object("params");
    }
}
