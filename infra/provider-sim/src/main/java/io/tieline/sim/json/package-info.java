/** Strict reading of what is told to the simulator in JSON: a mistake is named together with what is allowed. */
@NullMarked
package io.tieline.sim.json;

import org.jspecify.annotations.NullMarked;
