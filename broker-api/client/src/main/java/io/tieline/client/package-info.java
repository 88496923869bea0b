/**
 * Java library for services: submit requests and await their replies.
 *
 * <p>{@link io.tieline.client.TielineClient} is the way to the broker. A {@link io.tieline.client.Request} is built by
 * {@link io.tieline.client.ChatBuilder} or {@link io.tieline.client.EmbeddingsBuilder}, which refuse at once what no broker
 * would take; a {@link io.tieline.client.Reply} tells how it ended, which for the broker is never an exception. Where there
 * is no reply to be had, futures fail with {@link io.tieline.client.NoReplyException}, which says whether the request may
 * be alive.
 */
@NullMarked
package io.tieline.client;

import org.jspecify.annotations.NullMarked;
