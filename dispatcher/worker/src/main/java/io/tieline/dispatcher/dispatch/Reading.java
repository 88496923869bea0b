package io.tieline.dispatcher.dispatch;

/** What a record turned out to hold. */
sealed interface Reading {
    /** A request. */
    record Request(Taken taken) implements Reading {}

    /** Something else. */
    record Unreadable(String reason) implements Reading {}

    /** Nobody can tell while the registry is away. */
    record Unknown(String reason) implements Reading {}
}
