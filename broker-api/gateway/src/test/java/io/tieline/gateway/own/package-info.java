/** Tests. */
@NullMarked
package io.tieline.gateway.own;

import org.jspecify.annotations.NullMarked;
