/** Settings of a gateway. */
@NullMarked
package io.tieline.gateway.config;

import org.jspecify.annotations.NullMarked;
