package io.tieline.dispatcher.resilience;

import io.tieline.dispatcher.turns.Ticket;
import io.tieline.routing.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The part of an endpoint's room that a call takes up.
 *
 * @param endpoint as the request's catalogue has it
 * @param turn whose call it is
 * @param ticket that got it its turn; null: it didn't need any
 * @param tokens that it is expected to use
 * @param again whether the request failed there before
 * @param began nano time
 */
record Hold(
        Room room, Endpoint endpoint, Turn turn, @Nullable Ticket ticket, double tokens, boolean again, long began) {
    /** How a call ended, as far as it tells how much the endpoint bears. */
    enum End {
        SUCCEEDED,
        /** The endpoint had too much to do. */
        OVERLOADED,
        OTHERWISE
    }
}
