@NullMarked
package io.tieline.files;

import org.jspecify.annotations.NullMarked;
