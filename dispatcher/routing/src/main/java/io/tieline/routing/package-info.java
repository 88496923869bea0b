/** Pure decisions: which endpoint takes a request next, or why none does. No I/O, no Kafka, no clock of its own. */
@NullMarked
package io.tieline.routing;

import org.jspecify.annotations.NullMarked;
