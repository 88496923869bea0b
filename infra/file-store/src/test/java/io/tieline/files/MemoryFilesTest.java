package io.tieline.files;

import java.time.InstantSource;
import java.util.List;

class MemoryFilesTest extends FileStoreContract {
    private final MemoryFiles files = new MemoryFiles(InstantSource.system());

    @Override
    FileStore store() {
        return files;
    }

    @Override
    List<String> unfinished() {
        return List.of();
    }
}
