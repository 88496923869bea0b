/** Takes records from a lane without ever blocking on their work, and follows the partitions as they come and go. */
@NullMarked
package io.tieline.dispatcher.intake;

import org.jspecify.annotations.NullMarked;
