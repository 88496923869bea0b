/** How much would go unanswered if something were gone. */
@NullMarked
package io.tieline.whatif.dependency;

import org.jspecify.annotations.NullMarked;
