/** What one dispatcher knows of its endpoints by itself: breakers, slots, and waits that providers asked for. */
@NullMarked
package io.tieline.dispatcher.resilience;

import org.jspecify.annotations.NullMarked;
