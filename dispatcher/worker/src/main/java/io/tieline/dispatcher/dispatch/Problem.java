package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.ErrorCode;

/** Why a request can't be served as it is. */
record Problem(ErrorCode code, String message) {}
