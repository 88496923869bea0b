/** What every service stands on: strict configuration, Kafka client settings, creation of topics and schemas. */
@NullMarked
package io.tieline.platform;

import org.jspecify.annotations.NullMarked;
