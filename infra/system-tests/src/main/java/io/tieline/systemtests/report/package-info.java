/** What was seen, for people to read. */
@NullMarked
package io.tieline.systemtests.report;

import org.jspecify.annotations.NullMarked;
