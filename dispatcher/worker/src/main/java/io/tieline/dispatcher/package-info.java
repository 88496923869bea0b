/** The dispatcher service: takes requests from their lanes, calls providers, and settles each with exactly one reply. */
@NullMarked
package io.tieline.dispatcher;

import org.jspecify.annotations.NullMarked;
