@NullMarked
package io.tieline.schemas;

import org.jspecify.annotations.NullMarked;
