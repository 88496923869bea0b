package io.tieline.gateway.words;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A page of things, as both APIs list them. */
public final class Listing {
    private Listing() {}

    /**
     * A page with the fields that its reader pages by.
     *
     * @param more whether there are others behind it
     */
    public static ObjectNode of(List<ObjectNode> items, boolean more) {
        ObjectNode page = Json.object();
        items.forEach(page.putArray("data")::add);
        page.put(
                "first_id", items.isEmpty() ? null : items.getFirst().path("id").textValue());
        page.put("last_id", items.isEmpty() ? null : items.getLast().path("id").textValue());
        return page.put("has_more", more);
    }
}
