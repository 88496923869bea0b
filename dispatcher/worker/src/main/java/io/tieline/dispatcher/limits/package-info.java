/** How much may be called: rates, calls at a time, retries, and each dispatcher's share of what all share. Pure. */
@NullMarked
package io.tieline.dispatcher.limits;

import org.jspecify.annotations.NullMarked;
