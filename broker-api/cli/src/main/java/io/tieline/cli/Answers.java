package io.tieline.cli;

import io.tieline.client.Reply;
import java.io.IOException;
import java.nio.file.Path;

/** Where replies go, each as it comes. */
@FunctionalInterface
interface Answers {
    /** Takes the reply to this file; those without an answer too, of which the user is told anyway. */
    void take(Path file, Reply reply) throws IOException;
}
