/** The health stream: a Kafka Streams job that keeps the provider-health table from the attempts of all dispatchers. */
@NullMarked
package io.tieline.health;

import org.jspecify.annotations.NullMarked;
