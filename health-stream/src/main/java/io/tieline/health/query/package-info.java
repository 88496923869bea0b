/** Answers questions over HTTP from the stores of the running job. */
@NullMarked
package io.tieline.health.query;

import org.jspecify.annotations.NullMarked;
