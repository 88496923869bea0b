/** Who calls, and what he may do. */
@NullMarked
package io.tieline.gateway.auth;

import org.jspecify.annotations.NullMarked;
