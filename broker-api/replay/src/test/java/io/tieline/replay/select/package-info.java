@NullMarked
package io.tieline.replay.select;

import org.jspecify.annotations.NullMarked;
