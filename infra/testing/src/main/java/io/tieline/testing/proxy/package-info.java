/** A network that delays, swallows, cuts and resets as it is told: a TCP proxy of our own on loopback. */
@NullMarked
package io.tieline.testing.proxy;

import org.jspecify.annotations.NullMarked;
