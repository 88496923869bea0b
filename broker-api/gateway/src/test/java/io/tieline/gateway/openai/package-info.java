/** Tests. */
@NullMarked
package io.tieline.gateway.openai;

import org.jspecify.annotations.NullMarked;
