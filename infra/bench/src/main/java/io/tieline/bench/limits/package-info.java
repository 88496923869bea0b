/** Whether dispatchers keep to limits together, and whether tenants get their parts. */
@NullMarked
package io.tieline.bench.limits;

import org.jspecify.annotations.NullMarked;
