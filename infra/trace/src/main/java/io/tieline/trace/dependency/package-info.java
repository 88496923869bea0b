/** How much would go unanswered if something were gone. */
@NullMarked
package io.tieline.trace.dependency;

import org.jspecify.annotations.NullMarked;
