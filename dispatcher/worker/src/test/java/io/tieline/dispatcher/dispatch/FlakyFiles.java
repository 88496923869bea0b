package io.tieline.dispatcher.dispatch;

import io.tieline.files.MemoryFiles;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;

/** A file store that can be away. */
final class FlakyFiles extends MemoryFiles {
    private volatile boolean away;
    private volatile boolean interrupting;

    FlakyFiles() {
        super(InstantSource.system());
    }

    void away(boolean now) {
        away = now;
    }

    /** Whether readers are interrupted while it is away. */
    void interrupting(boolean now) {
        interrupting = now;
    }

    @Override
    public InputStream open(String id, long from) throws IOException {
        if (!away) {
            return super.open(id, from);
        }
        if (interrupting) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("pretended");
    }
}
