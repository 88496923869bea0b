/** Java library for services: submit requests and await their replies. */
@NullMarked
package io.tieline.client;

import org.jspecify.annotations.NullMarked;
