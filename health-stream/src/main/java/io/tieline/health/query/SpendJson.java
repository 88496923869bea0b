package io.tieline.health.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tieline.schemas.avro.Spend;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was spent as JSON, the most first. Money is in millionths of a US dollar. */
final class SpendJson {
    private static final Comparator<Spend> MOST_FIRST =
            Comparator.comparingLong(Spend::getCostMicroUsd).reversed().thenComparing(Spend::getName);

    private SpendJson() {}

    static byte[] of(SpendQuestion question, List<Spend> sums, Instant now) {
        return HealthJson.object(json -> {
            json.writeStringField("asOf", now.toString());
            json.writeStringField("by", SpendQuestion.inWords(question.by()));
            json.writeStringField("period", question.period());
            json.writeArrayFieldStart("sums");
            for (Spend spend : question.only(sums).stream().sorted(MOST_FIRST).toList()) {
                write(spend, json);
            }
            json.writeEndArray();
        });
    }

    private static void write(Spend spend, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", spend.getName());
        json.writeNumberField("attempts", spend.getAttempts());
        json.writeNumberField("inputTokens", spend.getInputTokens());
        json.writeNumberField("cachedInputTokens", spend.getCachedInputTokens());
        json.writeNumberField("outputTokens", spend.getOutputTokens());
        json.writeNumberField("costMicroUsd", spend.getCostMicroUsd());
        json.writeNumberField("estimatedMicroUsd", spend.getEstimatedMicroUsd());
        json.writeObjectFieldStart("byWorker");
        for (Map.Entry<String, Long> worker : new TreeMap<>(spend.getByWorker()).entrySet()) {
            json.writeNumberField(worker.getKey(), worker.getValue());
        }
        json.writeEndObject();
        json.writeStringField("updatedAt", spend.getUpdatedAt().toString());
        json.writeEndObject();
    }
}
