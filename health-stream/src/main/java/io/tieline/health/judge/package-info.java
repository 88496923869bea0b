/** What is to be believed of an endpoint, from the outcomes of its calls. Pure: no Kafka, no HTTP, no clock of its own. */
@NullMarked
package io.tieline.health.judge;

import org.jspecify.annotations.NullMarked;
