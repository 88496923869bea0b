/** One endpoint's health as a whole: what is stored of it, and what is told of it. No Kafka, no HTTP, no clock of its own. */
@NullMarked
package io.tieline.health.state;

import org.jspecify.annotations.NullMarked;
