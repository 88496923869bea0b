/** The Kafka Streams topology. */
@NullMarked
package io.tieline.health.stream;

import org.jspecify.annotations.NullMarked;
