/** What was asked and how it was answered, as it can be kept in a file. */
@NullMarked
package io.tieline.trace;

import org.jspecify.annotations.NullMarked;
