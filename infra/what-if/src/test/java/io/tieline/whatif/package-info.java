/** What the tests of what-if share. */
@NullMarked
package io.tieline.whatif;

import org.jspecify.annotations.NullMarked;
