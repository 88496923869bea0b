/** Who comes next, where more want to call than may. Pure: no clock, no threads, no Kafka. */
@NullMarked
package io.tieline.dispatcher.turns;

import org.jspecify.annotations.NullMarked;
