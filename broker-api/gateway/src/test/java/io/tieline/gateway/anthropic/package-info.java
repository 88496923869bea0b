/** Tests. */
@NullMarked
package io.tieline.gateway.anthropic;

import org.jspecify.annotations.NullMarked;
