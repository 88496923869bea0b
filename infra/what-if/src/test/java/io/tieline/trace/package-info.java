/** Tests of traces that need those of what-if. */
@NullMarked
package io.tieline.trace;

import org.jspecify.annotations.NullMarked;
