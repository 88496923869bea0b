/** Tieline as it runs, whose parts can be harmed: as processes, or as containers. */
@NullMarked
package io.tieline.systemtests.backend;

import org.jspecify.annotations.NullMarked;
