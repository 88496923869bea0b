/** Tests of the whole, under faults too, and the command that plays them. */
@NullMarked
package io.tieline.systemtests;

import org.jspecify.annotations.NullMarked;
