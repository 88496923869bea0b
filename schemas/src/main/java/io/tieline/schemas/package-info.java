/**
 * The contract between everybody who speaks with the broker: topics, error codes, and serdes for the Avro records of
 * {@link io.tieline.schemas.avro}.
 */
@NullMarked
package io.tieline.schemas;

import org.jspecify.annotations.NullMarked;
