package io.tieline.cli;

import io.tieline.client.NoReplyException;
import io.tieline.platform.ConfigException;
import io.tieline.platform.SetupException;
import io.tieline.schemas.RegistryException;

/** Words for what went wrong. */
final class Failures {
    private Failures() {}

    /** One line for the user; those of our own exceptions say what to do already. */
    static String explain(Throwable failure) {
        String message = failure.getMessage();
        return isToldWell(failure) && message != null ? message : failure.toString();
    }

    private static boolean isToldWell(Throwable failure) {
        return failure instanceof ConfigException
                || failure instanceof SetupException
                || failure instanceof RegistryException
                || failure instanceof NoReplyException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException;
    }
}
