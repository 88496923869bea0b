/** Outages played through with real Kafka, two dispatchers and simulated providers, and what came of them. */
@NullMarked
package io.tieline.bench.outage;

import org.jspecify.annotations.NullMarked;
