/** The {@code tieline} command. */
@NullMarked
package io.tieline.cli;

import org.jspecify.annotations.NullMarked;
