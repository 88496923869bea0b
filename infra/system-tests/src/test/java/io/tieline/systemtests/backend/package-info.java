/** The whole system as parts that tests kill, pause and start again, whatever runs them. */
@NullMarked
package io.tieline.systemtests.backend;

import org.jspecify.annotations.NullMarked;
