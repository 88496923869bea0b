/** The Anthropic Messages format: its checks, its answers and its errors. */
@NullMarked
package io.tieline.sim.wire.anthropic;

import org.jspecify.annotations.NullMarked;
