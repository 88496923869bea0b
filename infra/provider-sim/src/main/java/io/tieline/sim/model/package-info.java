/** The model: what it is asked, and what it says to it. Pure, and the same for all wire formats. */
@NullMarked
package io.tieline.sim.model;

import org.jspecify.annotations.NullMarked;
