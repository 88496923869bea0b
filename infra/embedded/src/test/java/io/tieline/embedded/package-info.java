@NullMarked
package io.tieline.embedded;

import org.jspecify.annotations.NullMarked;
