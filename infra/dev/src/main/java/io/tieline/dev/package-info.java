/** All of Tieline in one process, and the demo. */
@NullMarked
package io.tieline.dev;

import org.jspecify.annotations.NullMarked;
