package io.tieline.gateway.idempotency;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A turn at what a key stands for.
 *
 * @param origin the same for all who ever work on it, for ids of what is made: whoever takes over from one who died then
 *     makes the same, and not another
 * @param submitted id of a request that somebody has submitted for it and had no answer to: one is there or comes, and to
 *     submit another would have it worked on twice
 * @param tell to be told the id of a request as soon as Kafka has it, for those who may have to take over
 */
public record Turn(String origin, Optional<String> submitted, Consumer<String> tell) {}
