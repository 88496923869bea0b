/** Runs requests once more: what a replay is told, how far it is, and who does it. */
@NullMarked
package io.tieline.replay.run;

import org.jspecify.annotations.NullMarked;
