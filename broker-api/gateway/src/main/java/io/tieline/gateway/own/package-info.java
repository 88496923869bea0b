/** The native API: requests and jobs with all that Tieline can do. Pure. */
@NullMarked
package io.tieline.gateway.own;

import org.jspecify.annotations.NullMarked;
