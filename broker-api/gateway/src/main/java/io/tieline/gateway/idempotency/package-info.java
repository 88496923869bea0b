/** The same request again gets the same answer, whichever gateway it comes to. */
@NullMarked
package io.tieline.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
