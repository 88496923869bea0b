/** What an endpoint lets through in a minute, and an exact count of what it did let through. */
@NullMarked
package io.tieline.sim.limit;

import org.jspecify.annotations.NullMarked;
