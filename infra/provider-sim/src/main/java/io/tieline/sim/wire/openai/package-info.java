/** The OpenAI chat completions format: its checks, its answers and its errors. */
@NullMarked
package io.tieline.sim.wire.openai;

import org.jspecify.annotations.NullMarked;
