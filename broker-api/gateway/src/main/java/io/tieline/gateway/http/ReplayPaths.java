package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.own.OwnErrors;
import io.tieline.gateway.own.OwnReplays;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Trouble;
import io.tieline.replay.run.NewReplay;
import io.tieline.replay.run.ReplayDesk;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommandKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests are run again. Each order is logged, with the name of the key that gave it, and kept with the replay. */
final class ReplayPaths {
    private static final Logger AUDIT = LoggerFactory.getLogger("io.tieline.audit");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReplayDesk replays;
    private final Room room;
    private final Supplier<Catalogue> catalogue;

    ReplayPaths(HttpParts parts, Room room) {
        this.room = room;
        this.replays = parts.replays();
        this.catalogue = parts.catalogue();
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.operate("GET", "/operate/replays", this::list),
                Endpoint.operate("GET", "/operate/replays/{id}", this::one),
                Endpoint.order("/operate/replays", this::start),
                Endpoint.order("/operate/replays/{id}/pause", tell(ReplayCommandKind.PAUSE)),
                Endpoint.order("/operate/replays/{id}/resume", tell(ReplayCommandKind.RESUME)),
                Endpoint.order("/operate/replays/{id}/cancel", tell(ReplayCommandKind.CANCEL)));
    }

    private Result list(Exchange exchange) {
        return Result.json(
                OwnReplays.page(replays.all().stream().map(OwnReplays::of).toList()));
    }

    private Result one(Exchange exchange) {
        return Result.json(OwnReplays.of(find(exchange)));
    }

    private Replay find(Exchange exchange) {
        String id = exchange.parameter("id");
        return replays.find(id).orElseThrow(() -> new RefusedException(OwnErrors.INSTANCE.unknown("replay", id)));
    }

    private Result start(Exchange exchange) throws IOException, InterruptedException {
        ObjectNode body = exchange.json();
        try {
            NewReplay order = OwnReplays.read(body, exchange.caller().keyName());
            if (body.path("dryRun").asBoolean()) {
                return Result.json(OwnReplays.of(room.use(() -> replays.preview(order, catalogue.get()))));
            }
            order.requireKnown(catalogue.get());
            audit(exchange, "starts a replay", order.selection().toJson(), order.why());
            Replay replay = replays.start(order);
            return Result.json(202, OwnReplays.of(replay), Map.of());
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException refused(String message) {
        return new RefusedException(new ApiError(Trouble.INVALID, message, "request.invalid", null, null));
    }

    private Endpoint.Handler tell(ReplayCommandKind kind) {
        return exchange -> {
            Replay replay = find(exchange);
            if (!ReplayDesk.allows(replay, kind)) {
                throw refused("the replay is " + OwnReplays.state(replay) + ", which doesn't allow it to "
                        + kind.name().toLowerCase(Locale.ROOT));
            }
            String why = why(exchange);
            String by = exchange.caller().keyName();
            audit(exchange, "tells a replay: " + kind, replay.getReplayId(), why);
            Instant at = replays.tell(replay.getReplayId(), kind, by, why);
            Replay told = replays.await(replay.getReplayId(), kind, at, PATIENCE)
                    .orElseThrow(
                            () -> refused(
                                    "the replay is " + OwnReplays.state(find(exchange))
                                            + ", and the order wasn't obeyed: nobody runs replays at the moment, or it had ended before"));
            return Result.json(OwnReplays.of(told));
        };
    }

    /** A body is not needed. */
    private static String why(Exchange exchange) {
        return Json.read(new String(exchange.body(), StandardCharsets.UTF_8))
                .map(body -> body.path("why").asText(""))
                .orElse("");
    }

    private static void audit(Exchange exchange, String order, String what, String why) {
        AUDIT.atInfo()
                .addKeyValue("key", exchange.caller().keyName())
                .addKeyValue("what", what)
                .addKeyValue("why", why)
                .log("an operator " + order);
    }
}
