package io.tieline.schemas;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.StoredContent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Contents of requests that are in the file store, for they are too long for a record. */
public final class StoredContents {
    /** What their references begin with. */
    public static final String PREFIX = "claim-";

    /**
     * How long they are kept after they were last put there: as long as a request waits in its topic, its dead letter after it,
     * and a replay of that.
     */
    public static final Duration KEPT = Duration.ofDays(60);

    private static final int DIGITS_OF_TENANT = 32;

    private StoredContents() {}

    /** Those of a request. */
    public static List<StoredContent> of(InferenceRequest request) {
        return Messages.orEmpty(request.getStored());
    }

    /** Their length together. */
    public static long bytes(InferenceRequest request) {
        return of(request).stream().mapToLong(StoredContent::getBytes).sum();
    }

    /**
     * Where a tenant's content is.
     *
     * @param sha256 its hash, as {@link #sha256} tells it
     */
    public static String reference(String tenant, String sha256) {
        String owner = sha256(tenant.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS_OF_TENANT);
        return PREFIX + owner + "-" + sha256;
    }

    /** Hash of a content, hexadecimal, in small letters. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
