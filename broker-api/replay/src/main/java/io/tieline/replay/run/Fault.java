package io.tieline.replay.run;

/** Moments at which whoever runs the replays may die; tests make it so. */
enum Fault {
    BEFORE_COMMIT,
    AFTER_COMMIT
}
