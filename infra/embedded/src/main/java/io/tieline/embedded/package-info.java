/** Kafka in this process and Apicurio Registry as its child process: a real broker and registry without containers. */
@NullMarked
package io.tieline.embedded;

import org.jspecify.annotations.NullMarked;
