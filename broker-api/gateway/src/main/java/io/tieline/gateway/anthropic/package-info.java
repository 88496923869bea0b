/** Anthropic's API: its requests become Tieline's, Tieline's records become its objects. Pure. */
@NullMarked
package io.tieline.gateway.anthropic;

import org.jspecify.annotations.NullMarked;
