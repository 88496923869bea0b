/** Time and memory of single functions. */
@NullMarked
package io.tieline.microbench;

import org.jspecify.annotations.NullMarked;
