/** What attempts cost, added up by who it was for and who was called. No Kafka in here. */
@NullMarked
package io.tieline.health.spend;

import org.jspecify.annotations.NullMarked;
