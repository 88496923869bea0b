/** Faults to play through, and what must come of each. */
@NullMarked
package io.tieline.systemtests.scenario;

import org.jspecify.annotations.NullMarked;
