/** Reads a trace from the broker's topics. */
@NullMarked
package io.tieline.whatif.topics;

import org.jspecify.annotations.NullMarked;
