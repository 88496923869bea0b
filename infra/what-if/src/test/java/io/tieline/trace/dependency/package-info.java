/** Tests of the dependency index over the traces of what-if. */
@NullMarked
package io.tieline.trace.dependency;

import org.jspecify.annotations.NullMarked;
