/** Makes outcomes durable: replies, parked requests and dead letters together with the offsets they finish. */
@NullMarked
package io.tieline.dispatcher.settle;

import org.jspecify.annotations.NullMarked;
