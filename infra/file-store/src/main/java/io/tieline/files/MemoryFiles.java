package io.tieline.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Contents that nobody keeps: for one process, and for tests. */
public class MemoryFiles implements FileStore {
    private final Map<String, Content> contents = new ConcurrentHashMap<>();
    private final InstantSource clock;

    private record Content(ByteBuffer bytes, Instant writtenAt) {}

    public MemoryFiles(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Written write(String id, InputStream content, long mostBytes) throws IOException {
        ContentIds.require(id);
        Measured measured = new Measured(content, mostBytes);
        contents.put(id, new Content(ByteBuffer.wrap(measured.readAllBytes()), clock.instant()));
        return measured.written();
    }

    @Override
    public InputStream open(String id, long from) throws IOException {
        Content content = contents.get(ContentIds.require(id));
        if (content == null) {
            throw new NoSuchFileException(id);
        }
        ByteBuffer all = content.bytes.duplicate();
        byte[] rest = new byte[all.remaining() - (int) Math.min(from, all.remaining())];
        all.position(all.limit() - rest.length).get(rest);
        return new ByteArrayInputStream(rest);
    }

    @Override
    public void delete(String id) throws IOException {
        contents.remove(ContentIds.require(id));
    }

    @Override
    public List<String> writtenBefore(Instant time) throws IOException {
        return contents.entrySet().stream()
                .filter(each -> each.getValue().writtenAt.isBefore(time))
                .map(Map.Entry::getKey)
                .toList();
    }
}
