/** Plays a trace in virtual time, by the rules that dispatchers go by. Pure: no Kafka, no HTTP, no clock. */
@NullMarked
package io.tieline.whatif.play;

import org.jspecify.annotations.NullMarked;
