package io.tieline.gateway.words;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param name of its kind; null: none
 * @param data on one line
 */
public record ServerEvent(@Nullable String name, String data) {
    /** One whose kind is told by the field {@code type} too. */
    public static ServerEvent typed(ObjectNode data) {
        return new ServerEvent(data.path("type").asText(), data.toString());
    }

    /** As it is sent, with the empty line behind it. */
    public String wire() {
        return (name == null ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
    }
}
