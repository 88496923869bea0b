/** Outages that somebody has thought up, in a file. */
@NullMarked
package io.tieline.whatif.scenario;

import org.jspecify.annotations.NullMarked;
