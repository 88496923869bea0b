@NullMarked
package io.tieline.platform;

import org.jspecify.annotations.NullMarked;
