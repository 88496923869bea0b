/** What topics say now: followed into memory, and written to. */
@NullMarked
package io.tieline.gateway.view;

import org.jspecify.annotations.NullMarked;
