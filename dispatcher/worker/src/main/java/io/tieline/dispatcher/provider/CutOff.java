package io.tieline.dispatcher.provider;

import org.jspecify.annotations.Nullable;

/** Lets another thread end a call before its time. Safe for use by several threads. */
public final class CutOff {
    private @Nullable Runnable abort;
    private boolean cut;

    /** What ends the call; done at once where it was cut off already. Set by the caller of the provider. */
    synchronized void aborts(Runnable how) {
        abort = how;
        if (cut) {
            how.run();
        }
    }

    /** Ends the call; it fails as one that took too long. */
    public synchronized void cut() {
        cut = true;
        if (abort != null) {
            abort.run();
        }
    }

    /** Whether the call was ended so. */
    synchronized boolean isCut() {
        return cut;
    }
}
