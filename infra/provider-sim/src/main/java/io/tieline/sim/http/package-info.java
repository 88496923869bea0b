/** The HTTP shell: decides purely what a call gets, then waits, writes or breaks the connection. */
@NullMarked
package io.tieline.sim.http;

import org.jspecify.annotations.NullMarked;
