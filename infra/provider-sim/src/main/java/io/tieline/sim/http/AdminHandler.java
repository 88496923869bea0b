package io.tieline.sim.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.calls.Call;
import io.tieline.sim.calls.CallJson;
import io.tieline.sim.calls.CallLog;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultBoard;
import io.tieline.sim.fault.FaultJson;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers the admin paths. Safe for use by many threads. */
final class AdminHandler {
    private static final String FAULTS = "/faults";

    private final CallLog log;
    private final FaultBoard faults;
    private final InstantSource clock;

    AdminHandler(CallLog log, FaultBoard faults, InstantSource clock) {
        this.log = log;
        this.faults = faults;
        this.clock = clock;
    }

    /** Answers a call whose path is what follows {@code /admin}. */
    Reply handle(Inbound call) {
        try {
            return switch (call.method() + " " + resource(call.path())) {
                case "GET /calls" -> calls(call.query().apply("since"));
                case "GET /stats" -> json(200, CallJson.write(log.stats()));
                case "GET /faults" -> listFaults();
                case "POST /faults" -> inject(FaultJson.read(call.body()));
                case "DELETE /faults" -> clearAll();
                case "DELETE /faults/" -> clear(call.path().substring(FAULTS.length() + 1));
                default -> error(404, "no such admin path: " + call.method() + " " + call.path());
            };
        } catch (IllegalArgumentException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
    }

    private static String resource(String path) {
        return path.startsWith(FAULTS + "/") ? FAULTS + "/" : path;
    }

    private Reply calls(@Nullable String since) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Call call : log.since(since == null ? 0 : seq(since))) {
            lines.writeBytes(Json.bytes(CallJson.write(call)));
            lines.write('\n');
        }
        return new Reply(200, Map.of(), "application/x-ndjson", lines.toByteArray());
    }

    private static long seq(String since) {
        try {
            return Long.parseLong(since);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "since is '" + since + "', allowed: the seq of a call, such as that of the last one read", e);
        }
    }

    private Reply listFaults() {
        ObjectNode node = Json.object();
        var list = node.putArray("faults");
        faults.list(clock.instant()).forEach(fault -> list.add(FaultJson.write(fault, clock.instant())));
        return json(200, node);
    }

    private Reply inject(Fault fault) {
        return json(201, FaultJson.write(faults.inject(fault, clock.instant()), clock.instant()));
    }

    private Reply clearAll() {
        faults.clearAll();
        return json(200, Json.object().put("cleared", "all"));
    }

    private Reply clear(String id) {
        return faults.clear(id, clock.instant())
                ? json(200, Json.object().put("cleared", id))
                : error(404, "no fault '" + id + "' is active or to come");
    }

    private static Reply error(int status, String message) {
        return json(status, Json.object().put("error", message));
    }

    private static Reply json(int status, JsonNode node) {
        return new Reply(status, Map.of(), Json.TYPE, Json.bytes(node));
    }
}
