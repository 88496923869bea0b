/** A small program to which the agent is attached. */
@NullMarked
package io.tieline.victim;

import org.jspecify.annotations.NullMarked;
