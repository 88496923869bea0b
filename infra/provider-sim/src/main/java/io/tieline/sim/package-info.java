/** The provider simulator: speaks the wire formats of the providers, faults included, and logs every call as ground truth. */
@NullMarked
package io.tieline.sim;

import org.jspecify.annotations.NullMarked;
