/** What the calls to an endpoint add up to, over the last seconds and minutes. Pure. */
@NullMarked
package io.tieline.health.measure;

import org.jspecify.annotations.NullMarked;
