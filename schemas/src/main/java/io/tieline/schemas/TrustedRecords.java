package io.tieline.schemas;

import io.tieline.schemas.avro.InferenceRequest;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that it may make instances of this module's records. Avro refuses every class that it wasn't told of,
 * because a schema from elsewhere could name any; it keeps one list for the whole program, so ours is added to it.
 */
final class TrustedRecords {
    static {
        String ours = InferenceRequest.class.getPackageName();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(ours)));
    }

    private TrustedRecords() {}

    /** Trusts them, once however often it is called. */
    static void trust() {}
}
