package io.tieline.mutants;

/** The product isn't as a change expects it. */
final class TargetMissingException extends Exception {
    private static final long serialVersionUID = 1;

    TargetMissingException(String message) {
        super(message);
    }
}
