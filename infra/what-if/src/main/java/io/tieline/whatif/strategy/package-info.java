/** Compares ways of depending on providers under outages that are made up after real ones. */
@NullMarked
package io.tieline.whatif.strategy;

import org.jspecify.annotations.NullMarked;
