package io.tieline.files;

import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.StoredContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the contents of large requests travel beside their records: the longest texts and pictures are left in the store, and
 * claimed again by whoever sends them to a provider. What a tenant leaves twice is there once. Thread-safe.
 */
public final class ClaimCheck {
    /** Contents of a request that stay in its record, bytes; less than a dispatcher takes, whatever the signs of the texts. */
    public static final long MOST_IN_RECORD = 256 * 1024;

    private final FileStore store;

    public ClaimCheck(FileStore store) {
        this.store = store;
    }

    /** What became of a claim. */
    public sealed interface Claimed {
        /** The request with all its contents. */
        record Whole(InferenceRequest request) implements Claimed {}

        /** A content isn't there any more, or is another; trying again won't help. */
        record Lost(String why) implements Claimed {}
    }

    /**
     * The request as a record may hold it: the same where that is so already. The contents are in the store when this returns.
     *
     * @throws IOException if the store is away
     */
    public InferenceRequest leave(InferenceRequest request) throws IOException {
        List<Piece> pieces = new ArrayList<>(Piece.of(request));
        long here = pieces.stream().mapToLong(Piece::size).sum();
        if (here <= MOST_IN_RECORD) {
            return request;
        }
        pieces.sort(Comparator.comparingLong(Piece::size).reversed());
        List<StoredContent> stored = new ArrayList<>(StoredContents.of(request));
        Exchange exchange = new Exchange(request);
        for (Piece piece : pieces) {
            if (here <= MOST_IN_RECORD) {
                break;
            }
            stored.add(put(request.getTenant(), piece));
            exchange.empty(piece);
            here -= piece.size();
        }
        return exchange.with(stored);
    }

    private StoredContent put(String tenant, Piece piece) throws IOException {
        byte[] content = piece.content();
        String sha256 = StoredContents.sha256(content);
        String reference = StoredContents.reference(tenant, sha256);
        store.write(reference, new ByteArrayInputStream(content), content.length);
        return new StoredContent(
                piece.message(), piece.part(), reference, (long) content.length, sha256, piece.mediaType());
    }

    /**
     * Brings all contents of a request back. Its references must have been found right.
     *
     * @throws IOException if the store is away
     */
    public Claimed claim(InferenceRequest request) throws IOException {
        Exchange exchange = new Exchange(request);
        for (StoredContent stored : StoredContents.of(request)) {
            byte[] content = read(stored);
            String wrong = content == null ? "isn't in the file store" : difference(stored, content);
            if (content == null || wrong != null) {
                return new Claimed.Lost("the content " + stored.getReference() + " " + wrong);
            }
            exchange.fill(stored, content);
        }
        return new Claimed.Whole(exchange.with(null));
    }

    /** As long as it shall be and a byte more at most; null where it isn't there. */
    private byte @Nullable [] read(StoredContent stored) throws IOException {
        try (InputStream content = store.open(stored.getReference(), 0)) {
            return content.readNBytes(Math.toIntExact(stored.getBytes() + 1));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private static @Nullable String difference(StoredContent stored, byte[] content) {
        if (content.length != stored.getBytes()) {
            return "isn't of " + stored.getBytes() + " bytes, as the request says";
        }
        return StoredContents.sha256(content).equals(stored.getSha256())
                ? null
                : "has another hash than the request says";
    }
}
