/** The log of calls, which is the ground truth of tests, and its totals. */
@NullMarked
package io.tieline.sim.calls;

import org.jspecify.annotations.NullMarked;
