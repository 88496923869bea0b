package io.tieline.cli;

import io.tieline.client.NoReplyException;
import io.tieline.platform.ConfigException;
import io.tieline.platform.SetupException;
import io.tieline.schemas.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Words for what went wrong. */
final class Failures {
    private Failures() {}

    /** One line for the user; those of our own exceptions say what to do already. */
    static String explain(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof UncheckedIOException && failure.getCause() instanceof IOException cause) {
            boolean saysMore = message != null && !message.equals(cause.toString());
            return saysMore ? message + ": " + reason(cause) : explain(cause);
        }
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": " + reason(file);
        }
        return isToldWell(failure) && message != null ? message : failure.toString();
    }

    /** Why the system refused, without the name of the file. */
    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "a file of that name is in the way";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** Whether the user has to ask otherwise; if not, it is the work itself that failed. */
    static boolean isWronglyAsked(Throwable failure) {
        return failure instanceof IllegalArgumentException || failure instanceof ConfigException;
    }

    private static boolean isToldWell(Throwable failure) {
        return isWronglyAsked(failure)
                || failure instanceof SetupException
                || failure instanceof RegistryException
                || failure instanceof NoReplyException
                || failure instanceof IllegalStateException;
    }
}
