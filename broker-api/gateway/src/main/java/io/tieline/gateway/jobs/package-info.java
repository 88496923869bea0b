/** Batches: from a file to requests, and from replies to files. */
@NullMarked
package io.tieline.gateway.jobs;

import org.jspecify.annotations.NullMarked;
