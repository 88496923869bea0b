package io.tieline.gateway.jobs;

import io.tieline.files.ClaimCheck;
import io.tieline.files.MemoryFiles;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Files in memory; some writings break off half-way. */
final class FakeFiles implements JobFiles {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final ClaimCheck claims = new ClaimCheck(new MemoryFiles(InstantSource.system()));
    /** How often they were looked for. */
    private final Map<String, Integer> mislaid = new ConcurrentHashMap<>();

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger prepared = new AtomicInteger();

    /** The next so many files that are kept fail half-way. */
    void failTimes(int times) {
        failures.set(times);
    }

    int failuresLeft() {
        return failures.get();
    }

    void put(String tenant, String fileId, String content) {
        files.put(tenant + "/" + fileId, content.getBytes(StandardCharsets.UTF_8));
    }

    /** The content; null where there is none. */
    @Nullable
    String text(String tenant, String fileId) {
        byte[] content = files.get(tenant + "/" + fileId);
        return content == null ? null : new String(content, StandardCharsets.UTF_8);
    }

    /** The file stays, but the store doesn't find its content. */
    void mislay(String tenant, String fileId) {
        mislaid.put(tenant + "/" + fileId, 0);
    }

    void findAgain(String tenant, String fileId) {
        mislaid.remove(tenant + "/" + fileId);
    }

    int lookedFor(String tenant, String fileId) {
        return mislaid.getOrDefault(tenant + "/" + fileId, 0);
    }

    @Override
    public boolean has(String tenant, String fileId) {
        return files.containsKey(tenant + "/" + fileId);
    }

    @Override
    public InputStream open(String tenant, String fileId, long from) throws IOException {
        byte[] content = files.get(tenant + "/" + fileId);
        boolean isMislaid = mislaid.computeIfPresent(tenant + "/" + fileId, (_, times) -> times + 1) != null;
        if (content == null || isMislaid) {
            throw new NoSuchFileException(fileId);
        }
        return new ByteArrayInputStream(content, (int) from, content.length - (int) from);
    }

    @Override
    public InferenceRequest leave(InferenceRequest request) throws IOException {
        return claims.leave(request);
    }

    /** As if their records were in the topic. */
    void show(List<StoredFile> records) {
        records.forEach(record -> {
            String tenant = record.getTenant() + "/";
            files.put(tenant + record.getFileId(), Objects.requireNonNull(files.get(tenant + record.getContentId())));
        });
    }

    @Override
    public StoredFile prepare(Job job, String fileId, String name, InputStream content) throws IOException {
        String contentId = fileId + "-" + prepared.incrementAndGet();
        keep(job, contentId, name, content);
        byte[] kept = Objects.requireNonNull(files.get(job.getTenant() + "/" + contentId));
        return StoredFile.newBuilder()
                .setFileId(fileId)
                .setTenant(job.getTenant())
                .setName(name)
                .setPurpose("batch_output")
                .setBytes(kept.length)
                .setSha256("")
                .setCreatedAt(job.getCreatedAt())
                .setContentId(contentId)
                .build();
    }

    @Override
    public void keep(Job job, String fileId, String name, InputStream content) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        byte[] part = new byte[1_000];
        for (int count = content.read(part); count >= 0; count = content.read(part)) {
            kept.write(part, 0, count);
            if (fails && kept.size() > 2_000) {
                throw new IOException("the disk is full");
            }
        }
        files.put(job.getTenant() + "/" + fileId, kept.toByteArray());
    }
}
