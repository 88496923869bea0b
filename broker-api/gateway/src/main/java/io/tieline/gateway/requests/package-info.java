/** Single requests: to the broker, and their replies back. */
@NullMarked
package io.tieline.gateway.requests;

import org.jspecify.annotations.NullMarked;
