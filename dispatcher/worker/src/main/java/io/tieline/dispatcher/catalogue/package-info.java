/** The catalogue as a file: read, checked as a whole, and followed while it changes. */
@NullMarked
package io.tieline.dispatcher.catalogue;

import org.jspecify.annotations.NullMarked;
