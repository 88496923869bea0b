/** A gateway in a process of its own, and what it takes to answer over HTTP. */
@NullMarked
package io.tieline.bench.gateway;

import org.jspecify.annotations.NullMarked;
