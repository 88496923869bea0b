/** Which requests, and where they stand in their topics. */
@NullMarked
package io.tieline.replay.select;

import org.jspecify.annotations.NullMarked;
