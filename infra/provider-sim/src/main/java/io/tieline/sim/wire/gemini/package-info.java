/** The Gemini generateContent format: its checks, its answers and its errors. */
@NullMarked
package io.tieline.sim.wire.gemini;

import org.jspecify.annotations.NullMarked;
