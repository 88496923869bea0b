/** Publishes what happened at the providers, at once and apart from the replies. */
@NullMarked
package io.tieline.dispatcher.attempts;

import org.jspecify.annotations.NullMarked;
