package io.tieline.health.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.HealthEvidence;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProviderHealth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The answers as JSON. Times are ISO 8601 in UTC, lengths of time milliseconds, shares 0 to 1. */
final class HealthJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private HealthJson() {}

    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] health(List<ProviderHealth> records, Instant now) {
        return object(json -> {
            json.writeStringField("asOf", now.toString());
            writeScope("endpoints", HealthScope.ENDPOINT, records, json);
            writeScope("providers", HealthScope.PROVIDER, records, json);
            writeScope("failureDomains", HealthScope.FAILURE_DOMAIN, records, json);
        });
    }

    static byte[] history(List<Transition> transitions) {
        return object(json -> {
            json.writeArrayFieldStart("transitions");
            for (Transition transition : transitions) {
                json.writeStartObject();
                json.writeStringField("endpoint", transition.endpointId());
                json.writeStringField("from", transition.from().name());
                json.writeStringField("to", transition.to().name());
                json.writeStringField("at", transition.at().toString());
                json.writeStringField("reasonCode", transition.reasonCode());
                json.writeStringField("reason", transition.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] error(String code, String message) {
        return object(json -> {
            json.writeObjectFieldStart("error");
            json.writeStringField("code", code);
            json.writeStringField("message", message);
            json.writeEndObject();
        });
    }

    static byte[] object(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory can't fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static void writeScope(String name, HealthScope scope, List<ProviderHealth> records, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (ProviderHealth record : records) {
            if (record.getScope() == scope) {
                write(record, json);
            }
        }
        json.writeEndArray();
    }

    private static void write(ProviderHealth health, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", health.getEndpointId());
        if (health.getScope() == HealthScope.ENDPOINT) {
            json.writeStringField("provider", health.getProvider());
            json.writeStringField("model", health.getModel());
            writeAll("failureDomains", health.getFailureDomains(), json);
        } else {
            writeAll("members", health.getMembers(), json);
        }
        json.writeStringField("state", health.getState().name());
        json.writeStringField("since", health.getSince().toString());
        writeTime("until", health.getUntil(), json);
        json.writeStringField("reasonCode", health.getReasonCode());
        json.writeStringField("reason", health.getReason());
        json.writeNumberField("epoch", health.getEpoch());
        json.writeNumberField("admittedShare", health.getAdmittedShare());
        if (health.getProbe() != null) {
            json.writeObjectFieldStart("probe");
            json.writeStringField("workerId", health.getProbe().getWorkerId());
            json.writeStringField("until", health.getProbe().getUntil().toString());
            json.writeEndObject();
        }
        if (health.getScope() == HealthScope.ENDPOINT) {
            write(health.getEvidence(), json);
            json.writeNumberField("usualFailureShare", health.getUsualFailureShare());
            json.writeNumberField("overdueAfterMillis", health.getOverdueAfterMillis());
        }
        json.writeArrayFieldStart("windows");
        for (HealthWindow window : health.getWindows()) {
            write(window, json);
        }
        json.writeEndArray();
        json.writeStringField("updatedAt", health.getUpdatedAt().toString());
        json.writeEndObject();
    }

    private static void write(HealthEvidence evidence, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("evidence");
        json.writeNumberField("score", evidence.getScore());
        json.writeNumberField("attempts", evidence.getAttempts());
        writeCounts("failures", evidence.getFailures(), json);
        json.writeNumberField("requests", evidence.getRequests());
        writeAll("workers", evidence.getWorkers(), json);
        json.writeEndObject();
    }

    private static void write(HealthWindow window, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("lengthMillis", window.getLengthMillis());
        json.writeNumberField("attempts", window.getAttempts());
        writeCounts("failures", window.getFailures(), json);
        json.writeNumberField("latencyMillisP50", window.getLatencyMillisP50());
        json.writeNumberField("latencyMillisP95", window.getLatencyMillisP95());
        json.writeNumberField("latencyMillisP99", window.getLatencyMillisP99());
        json.writeNumberField("tokensPerSecond", window.getTokensPerSecond());
        json.writeNumberField("costMicroUsd", window.getCostMicroUsd());
        json.writeEndObject();
    }

    private static void writeTime(String name, Instant time, JsonGenerator json) throws IOException {
        if (time != null) {
            json.writeStringField(name, time.toString());
        }
    }

    private static void writeAll(String name, List<String> words, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (String word : words) {
            json.writeString(word);
        }
        json.writeEndArray();
    }

    private static void writeCounts(String name, Map<String, Long> counts, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }
}
