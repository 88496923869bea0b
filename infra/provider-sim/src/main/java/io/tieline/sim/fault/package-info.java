/** Faults: what they do, when and to which calls; strict reading of them from JSON. */
@NullMarked
package io.tieline.sim.fault;

import org.jspecify.annotations.NullMarked;
