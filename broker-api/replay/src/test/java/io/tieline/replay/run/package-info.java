@NullMarked
package io.tieline.replay.run;

import org.jspecify.annotations.NullMarked;
