package io.tieline.sim.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.wire.Json;
import java.util.TreeMap;

/** Calls and totals in JSON. */
public final class CallJson {
    private CallJson() {}

    public static ObjectNode write(Call call) {
        return Json.object()
                .put("seq", call.seq())
                .put("requestId", call.requestId())
                .put("endpoint", call.endpoint())
                .put("start", call.start().toString())
                .put("end", call.end().toString())
                .put("inputTokens", call.inputTokens())
                .put("cachedTokens", call.cachedTokens())
                .put("outputTokens", call.outputTokens())
                .put("status", call.status())
                .put("fault", call.fault())
                .put("limit", call.limit())
                .put("billed", call.billed())
                .put("fullyWritten", call.fullyWritten());
    }

    public static ObjectNode write(Sent sent) {
        ObjectNode node = Json.object()
                .put("requestId", sent.requestId())
                .put("endpoint", sent.endpoint())
                .put("path", sent.path())
                .put("system", sent.system());
        node.set("body", sent.body());
        return node;
    }

    public static ObjectNode write(Stats stats) {
        ObjectNode node = write(stats.all());
        ObjectNode endpoints = node.putObject("endpoints");
        new TreeMap<>(stats.endpoints()).forEach((id, totals) -> endpoints.set(id, write(totals)));
        return node;
    }

    private static ObjectNode write(Totals totals) {
        ObjectNode node = Json.object()
                .put("calls", totals.calls())
                .put("billed", totals.billed())
                .put("inputTokens", totals.inputTokens())
                .put("outputTokens", totals.outputTokens())
                .put("inFlight", totals.inFlight())
                .put("peakInFlight", totals.peakInFlight());
        ObjectNode statuses = node.putObject("statuses");
        new TreeMap<>(totals.statuses()).forEach((status, count) -> statuses.put(Integer.toString(status), count));
        ObjectNode faults = node.putObject("faults");
        new TreeMap<>(totals.faults()).forEach(faults::put);
        return node;
    }
}
