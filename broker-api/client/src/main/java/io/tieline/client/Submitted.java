package io.tieline.client;

import java.util.concurrent.CompletableFuture;

/**
 * What becomes of a request that was submitted. Both fail only with {@link NoReplyException}, and run what hangs on them in
 * the common pool unless another executor is named.
 *
 * @param acknowledged done when Kafka has acknowledged it: from then on it gets a reply, whatever becomes of this process
 * @param reply its reply, whatever the outcome
 */
public record Submitted(CompletableFuture<Void> acknowledged, CompletableFuture<Reply> reply) {}
