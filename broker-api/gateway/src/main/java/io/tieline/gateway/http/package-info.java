/** The listener: limits, keys, paths, and what each of them does. Nothing else knows the web server. */
@NullMarked
package io.tieline.gateway.http;

import org.jspecify.annotations.NullMarked;
