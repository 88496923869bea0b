/** Load on a running Tieline, and what is seen of it from outside. */
@NullMarked
package io.tieline.systemtests.rig;

import org.jspecify.annotations.NullMarked;
