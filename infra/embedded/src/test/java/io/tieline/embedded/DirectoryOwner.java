package io.tieline.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;

/**
 * A process that clears up after others, makes a temporary directory, writes its name to the file named by the argument,
 * and waits to be killed.
 */
final class DirectoryOwner {
    private DirectoryOwner() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Directories.deleteAbandoned();
        Path target = Path.of(args[0]);
        Path half = Files.writeString(
                target.resolveSibling(target.getFileName() + ".half"),
                Directories.temporary().toString());
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        new CountDownLatch(1).await();
    }
}
