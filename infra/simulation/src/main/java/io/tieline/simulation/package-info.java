/**
 * Outages of AI providers in virtual time: simulated days in seconds, the same for the same seed. Drives the detector, the
 * state machine and the decisions of the product, and other rules beside them.
 */
@NullMarked
package io.tieline.simulation;

import org.jspecify.annotations.NullMarked;
