/** Decides from histories alone whether the promises were kept, and measures by the same histories. Pure. */
@NullMarked
package io.tieline.testing.checker;

import org.jspecify.annotations.NullMarked;
