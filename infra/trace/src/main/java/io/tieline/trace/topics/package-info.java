/** Reads a trace from the broker's topics. */
@NullMarked
package io.tieline.trace.topics;

import org.jspecify.annotations.NullMarked;
