package io.tieline.systemtests.backend;

/** A part with a disk of its own that is so small that it can be filled. What is on it outlasts the part's end. */
public interface DiskPart extends Part {
    /** Leaves no room on it, for whatever the part does. */
    void fillDisk() throws InterruptedException;

    /** Makes room again. */
    void clearDisk() throws InterruptedException;
}
