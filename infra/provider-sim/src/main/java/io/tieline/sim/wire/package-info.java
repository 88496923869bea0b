/** What all wire formats share: endpoints, calls as they come in, prompts, replies and the errors that can be asked for. */
@NullMarked
package io.tieline.sim.wire;

import org.jspecify.annotations.NullMarked;
