/** The whole system in containers, from the images that {@code infra/containers/build} makes. */
@NullMarked
package io.tieline.systemtests.containers;

import org.jspecify.annotations.NullMarked;
