/** Which fault befalls which part when: made from a seed, printed and read back, so that a run can be repeated. */
@NullMarked
package io.tieline.testing.schedule;

import org.jspecify.annotations.NullMarked;
