/** What one partition has in flight, and how that is remembered beside the committed offset. Pure. */
@NullMarked
package io.tieline.dispatcher.window;

import org.jspecify.annotations.NullMarked;
