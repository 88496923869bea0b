/** The way of one request: read, check, decide, call, decide again, until its outcome is known. */
@NullMarked
package io.tieline.dispatcher.dispatch;

import org.jspecify.annotations.NullMarked;
