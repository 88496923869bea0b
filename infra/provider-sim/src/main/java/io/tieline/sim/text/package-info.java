/** Pure text work: an extractive summary and an estimate of tokens. */
@NullMarked
package io.tieline.sim.text;

import org.jspecify.annotations.NullMarked;
