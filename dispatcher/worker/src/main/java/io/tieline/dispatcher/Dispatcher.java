package io.tieline.dispatcher;

import static io.tieline.routing.Lane.BATCH;
import static io.tieline.routing.Lane.INTERACTIVE;
import static io.tieline.routing.Lane.PARKED;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.budget.Budgets;
