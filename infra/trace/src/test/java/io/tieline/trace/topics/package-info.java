/** What the tests of reading traces share. */
@NullMarked
package io.tieline.trace.topics;

import org.jspecify.annotations.NullMarked;
