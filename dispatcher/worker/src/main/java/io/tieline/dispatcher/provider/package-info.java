/** Calls to providers: one adapter per wire format, one classification of everything that can go wrong. */
@NullMarked
package io.tieline.dispatcher.provider;

import org.jspecify.annotations.NullMarked;
