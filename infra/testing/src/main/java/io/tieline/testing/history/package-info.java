/** What happened in a run, as JSON Lines that every process appends to a file of its own, and reading them back. */
@NullMarked
package io.tieline.testing.history;

import org.jspecify.annotations.NullMarked;
