/** What is uploaded and what jobs have made. */
@NullMarked
package io.tieline.gateway.files;

import org.jspecify.annotations.NullMarked;
