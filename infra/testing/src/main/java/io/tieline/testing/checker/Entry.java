package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request. There may be hundreds of thousands: texts are shared, and nothing is a collection. Times
 * are milliseconds since 1970, -1 for none.
 */
final class Entry {
    final String id;

    @Nullable
    String tenant;

    long hash;
    long publishedAt = -1;
    long deadline;
    boolean acknowledged;
    boolean failed;
    boolean surelyFailed;

    @Nullable
    String topic;

    int partition;
    long offset;
    boolean parked;
    boolean dead;

    int replies;
    long repliedAt = -1;

    /** When it was first seen that somebody had put it aside: replied, parked or given up; {@link Frame#NEVER}: nobody has. */
    long doneAt = Frame.NEVER;

    Event.@Nullable Status status;

    @Nullable
    String replyTopic;

    int replyPartition;
    long replyOffset;

    @Nullable
    String replyTenant;

    boolean replyHasHash;
    long replyHash;

    /** Of several replies, one names another tenant or request than the first. */
    boolean repliesDiffer;

    /** Without those that were free. */
    int calls;

    int cutCalls;
    int answers;
    long firstCallAt = -1;
    long billedMicroUsd;
    long cheapestAnswerMicroUsd = -1;
    long allowedJurisdictions;
    long calledJurisdictions;

    Entry(String id) {
        this.id = id;
    }

    boolean isPublished() {
        return publishedAt >= 0;
    }

    boolean isOpen() {
        return acknowledged && replies == 0;
    }

    void done(long at) {
        doneAt = Math.min(doneAt, at);
    }

    /** When something was first done for it: a call, or else its reply; -1: nothing yet. */
    long began() {
        return firstCallAt >= 0 ? firstCallAt : repliedAt;
    }

    /** For the order of cases: what came first is the witness. */
    long firstSeen() {
        return isPublished() ? publishedAt : Math.max(0, repliedAt);
    }

    @Override
    public String toString() {
        return id;
    }
}
