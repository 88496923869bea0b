/** Tests. */
@NullMarked
package io.tieline.gateway.words;

import org.jspecify.annotations.NullMarked;
