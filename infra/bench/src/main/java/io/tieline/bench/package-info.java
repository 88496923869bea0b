/** Benchmarks: whole runs whose figures are printed, never asserted. */
@NullMarked
package io.tieline.bench;

import org.jspecify.annotations.NullMarked;
