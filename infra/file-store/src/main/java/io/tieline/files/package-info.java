/** Contents that are too long for records: a store for them, and the way of requests' own to it and back. */
@NullMarked
package io.tieline.files;

import org.jspecify.annotations.NullMarked;
