package io.tieline.gateway.words;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.ServedBy;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Tieline tells of a request beside what the API has fields for. */
public final class Facts {
    private Facts() {}

    /** As headers of the answer, names in lower case. */
    public static Map<String, String> of(InferenceReply reply) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("tieline-request-id", reply.getRequestId());
        ServedBy servedBy = reply.getServedBy();
        if (servedBy != null) {
            headers.put("tieline-served-by", servedBy.getEndpointId());
            headers.put("tieline-provider", servedBy.getProvider());
            headers.put("tieline-model", servedBy.getModel());
            headers.put("tieline-switched", String.valueOf(servedBy.getSwitched()));
            headers.put("tieline-degraded", String.valueOf(servedBy.getDegraded()));
        }
        if (reply.getError() != null) {
            headers.put("tieline-error", reply.getError().getCode());
        }
        headers.put("tieline-attempts", String.valueOf(reply.getAttempts().size()));
        headers.put("tieline-cost-micro-usd", String.valueOf(reply.getCostMicroUsd()));
        headers.replaceAll((_, value) -> value.replaceAll("[^\\x20-\\x7e]", "?"));
        return headers;
    }
}
