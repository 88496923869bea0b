/** The broker over HTTP, in the words of OpenAI and Anthropic and in its own. */
@NullMarked
package io.tieline.gateway;

import org.jspecify.annotations.NullMarked;
