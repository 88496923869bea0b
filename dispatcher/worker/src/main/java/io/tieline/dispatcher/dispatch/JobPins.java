package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.OwnedId;
import java.util.Optional;

/** Knows to which family of models each job keeps. Answers at once, from memory. Safe for use by several threads. */
public interface JobPins {
    /** The family; empty where the job has not begun yet, as far as is known. */
    Optional<String> familyOf(OwnedId job);

    /** The job has begun with this family, unless another dispatcher said another at the same moment. */
    void keep(OwnedId job, String family);
}
