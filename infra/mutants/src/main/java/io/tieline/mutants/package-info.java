/**
 * Breaks the product on purpose, from outside: a Java agent that changes classes while they are loaded. What is shipped
 * knows nothing of it. A target that isn't found exactly ends the process, so that no mutant becomes harmless unseen.
 */
@NullMarked
package io.tieline.mutants;

import org.jspecify.annotations.NullMarked;
