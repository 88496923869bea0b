package io.tieline.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Exclusion;
import io.tieline.routing.Plan.Candidate;
import io.tieline.routing.WhatIf;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Who would serve a request, in words and as JSON. */
final class Explanation {
    private static final int MICRO_DIGITS = 6;

    private Explanation() {}

    static String text(WhatIf whatIf) {
        TextTable table = new TextTable("#", "ENDPOINT", "FAMILY", "WHERE", "QUALITY", "USD AT MOST", "NOTE");
        for (Endpoint endpoint : whatIf.chain()) {
            Candidate candidate = whatIf.plan().candidate(endpoint.id()).orElseThrow();
            table.row(
                    String.valueOf(whatIf.chain().indexOf(endpoint) + 1),
                    endpoint.id(),
                    endpoint.family(),
                    where(endpoint),
                    endpoint.quality().tier().name().toLowerCase(Locale.ROOT),
                    usd(candidate.estimateMicroUsd()),
                    candidate.degraded() ? "degraded: below the asked quality" : "");
        }
        for (Exclusion exclusion : whatIf.passedOver()) {
            table.row("-", exclusion.endpointId(), "", "", "", "", exclusion.reason());
        }
        return headline(whatIf.decision()) + "\n\n" + table;
    }

    private static String headline(Decision decision) {
        return switch (decision) {
            case Decision.Call(Endpoint endpoint) ->
                "It would go to " + endpoint.id() + ", and to the next of these if that fails:";
            case Decision.AwaitRoom(List<Endpoint> endpoints, var _) ->
                "It would wait for room at " + endpoints.getFirst().id() + ":";
            case Decision.Wait _, Decision.Park _ ->
                "It would wait, durably, until one of its candidates works again or its deadline passes (EXPIRED):";
            case Decision.Finish(var outcome, var code, var message) ->
                "It would end at once: " + outcome + ", " + code.wire() + ": " + message;
        };
    }

    static ObjectNode json(WhatIf whatIf) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("route", whatIf.plan().route().name());
        root.put("tenant", whatIf.plan().tenant().name());
        decision(root.putObject("decision"), whatIf.decision());
        ArrayNode candidates = root.putArray("candidates");
        for (Endpoint endpoint : whatIf.chain()) {
            Candidate candidate = whatIf.plan().candidate(endpoint.id()).orElseThrow();
            candidates
                    .addObject()
                    .put("endpoint", endpoint.id())
                    .put("family", endpoint.family())
                    .put("jurisdiction", endpoint.jurisdiction())
                    .put("degraded", candidate.degraded())
                    .put("estimateMicroUsd", candidate.estimateMicroUsd());
        }
        ArrayNode excluded = root.putArray("excluded");
        for (Exclusion exclusion : whatIf.passedOver()) {
            excluded.addObject()
                    .put("endpoint", exclusion.endpointId())
                    .put("reason", exclusion.reason())
                    .put("code", exclusion.why().code().wire());
        }
        return root;
    }

    private static void decision(ObjectNode node, Decision decision) {
        switch (decision) {
            case Decision.Call(Endpoint endpoint) -> node.put("action", "call").put("endpoint", endpoint.id());
            case Decision.AwaitRoom(List<Endpoint> endpoints, var _) ->
                node.put("action", "await-room")
                        .put("endpoint", endpoints.getFirst().id());
            case Decision.Wait _ -> node.put("action", "wait");
            case Decision.Park _ -> node.put("action", "park");
            case Decision.Finish(var outcome, var code, var message) ->
                node.put("action", "finish")
                        .put("outcome", outcome.name())
                        .put("code", code.wire())
                        .put("message", message);
        }
    }

    private static String where(Endpoint endpoint) {
        return endpoint.jurisdiction() == null ? "unknown" : endpoint.jurisdiction();
    }

    private static String usd(long microUsd) {
        return BigDecimal.valueOf(microUsd, MICRO_DIGITS).stripTrailingZeros().toPlainString();
    }
}
