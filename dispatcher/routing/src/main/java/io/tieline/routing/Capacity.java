package io.tieline.routing;

/** What this dispatcher has room for. Answers at once, from memory. */
@FunctionalInterface
public interface Capacity {
    /** Whether one more call may go to the endpoint without waiting for another to end. */
    boolean hasRoom(Endpoint endpoint);
}
