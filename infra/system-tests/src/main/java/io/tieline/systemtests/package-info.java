/** Tests of the whole: layering, and the main job as a user runs it. */
@NullMarked
package io.tieline.systemtests;

import org.jspecify.annotations.NullMarked;
