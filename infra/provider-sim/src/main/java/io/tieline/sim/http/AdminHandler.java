package io.tieline.sim.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.calls.CallJson;
import io.tieline.sim.calls.CallLog;
import io.tieline.sim.calls.SentLog;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultBoard;
import io.tieline.sim.fault.FaultJson;
import io.tieline.sim.limit.LimitBoard;
import io.tieline.sim.limit.LimitJson;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers the admin paths. Safe for use by many threads. */
final class AdminHandler {
    private static final String FAULTS = "/faults";

    private final CallLog log;
    private final SentLog sent;
    private final FaultBoard faults;
    private final LimitBoard limits;
    private final InstantSource clock;

    AdminHandler(Boards boards, InstantSource clock) {
        log = boards.log();
        sent = boards.sent();
        faults = boards.faults();
        limits = boards.limits();
        this.clock = clock;
    }

    /** Answers a call whose path is what follows {@code /admin}. */
    Reply handle(Inbound call) {
        try {
            return switch (call.method() + " " + resource(call.path())) {
                case "GET /calls" -> calls(call.query().apply("since"));
                case "GET /requests" -> lines(sent.list().stream().map(CallJson::write));
                case "GET /usage" -> usage(call.query().apply("endpoint"));
                case "GET /limits" -> listLimits();
                case "PUT /limits" -> change(LimitJson.read(call.body()));
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
        return lines(log.since(since == null ? 0 : seq(since)).stream().map(CallJson::write));
    }

    private static Reply lines(Stream<ObjectNode> nodes) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        nodes.forEach(node -> {
            lines.writeBytes(Json.bytes(node));
            lines.write('\n');
        });
        return new Reply(200, Map.of(), "application/x-ndjson", lines.toByteArray());
    }

    private Reply usage(@Nullable String endpoint) {
        if (endpoint == null) {
            throw new IllegalArgumentException(
                    "endpoint is missing, allowed: " + limits.limits().keySet());
        }
        return lines(limits.of(endpoint).usage().stream().map(LimitJson::write));
    }

    private Reply listLimits() {
        ObjectNode node = Json.object();
        var list = node.putArray("limits");
        limits.limits().forEach((endpoint, each) -> list.add(LimitJson.write(endpoint, each)));
        return json(200, node);
    }

    private Reply change(LimitJson.Change change) {
        limits.of(change.endpoint()).change(change.limits(), clock.instant());
        return json(200, LimitJson.write(change.endpoint(), change.limits()));
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
