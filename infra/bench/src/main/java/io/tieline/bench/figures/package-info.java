/** What figures are made of. */
@NullMarked
package io.tieline.bench.figures;

import org.jspecify.annotations.NullMarked;
