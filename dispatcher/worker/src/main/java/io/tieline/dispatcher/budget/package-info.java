/** Holds tenants to their budgets: what is spent, what is set aside, what is left. No Kafka in here. */
@NullMarked
package io.tieline.dispatcher.budget;

import org.jspecify.annotations.NullMarked;
