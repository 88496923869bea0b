/** OpenAI's API: its requests become Tieline's, Tieline's records become its objects. Pure. */
@NullMarked
package io.tieline.gateway.openai;

import org.jspecify.annotations.NullMarked;
