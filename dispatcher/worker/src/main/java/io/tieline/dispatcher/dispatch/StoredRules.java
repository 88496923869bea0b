package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.StoredContent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what is wrong with what a request says of contents in the file store. Pure: it doesn't look there. */
final class StoredRules {
    /** Longest contents of one request together: what the provider that takes most takes. */
    static final long MOST_BYTES = 32L * 1024 * 1024;

    /**
     * Where a content belongs.
     *
     * @param part null: the content of the message itself
     */
    record Place(int message, @Nullable Integer part) {}

    private StoredRules() {}

    static Set<Place> places(InferenceRequest request) {
        return StoredContents.of(request).stream().map(StoredRules::place).collect(Collectors.toSet());
    }

    private static Place place(StoredContent stored) {
        return new Place(stored.getMessage(), stored.getPart());
    }

    /** The first problem; empty where there is none. */
    static Optional<Problem> check(InferenceRequest request) {
        List<StoredContent> all = StoredContents.of(request);
        Set<Place> places = new HashSet<>();
        Optional<Problem> first = Optional.empty();
        for (int i = 0; i < all.size() && first.isEmpty(); i++) {
            StoredContent stored = all.get(i);
            String field = "stored[" + i + "]";
            first = owner(field, request.getTenant(), stored)
                    .or(() -> Problem.invalid(stored.getBytes() < 1, field + ".bytes", stored.getBytes(), "1 or more"))
                    // Each by itself, too: a sum of lengths that nobody can have runs over.
                    .or(() -> size(stored.getBytes()))
                    .or(() -> Problem.invalid(
                            !places.add(place(stored)), field, place(stored), "one content for each place"))
                    .or(() -> place(field, request.getMessages(), stored));
        }
        return first.or(() -> size(StoredContents.bytes(request)));
    }

    private static Optional<Problem> size(long bytes) {
        return Problem.when(
                bytes > MOST_BYTES,
                ErrorCode.REQUEST_TOO_LARGE,
                "stored contents have " + bytes + " bytes, allowed: " + MOST_BYTES);
    }

    /** Whoever knows the hash of another tenant's document must not have it summarised for him. */
    private static Optional<Problem> owner(String field, String tenant, StoredContent stored) {
        String sha256 = stored.getSha256();
        return Problem.invalid(
                        !sha256.matches("[0-9a-f]{64}"),
                        field + ".sha256",
                        Problem.shorten(sha256),
                        "64 hexadecimal digits in small letters")
                .or(() -> Problem.when(
                        !stored.getReference().equals(StoredContents.reference(tenant, sha256)),
                        ErrorCode.POLICY_TENANT,
                        field + ".reference is '" + Problem.shorten(stored.getReference()) + "', allowed for tenant '"
                                + Problem.shorten(tenant) + "' and this hash: "
                                + StoredContents.reference(tenant, sha256)));
    }

    private static Optional<Problem> place(String field, List<Message> messages, StoredContent stored) {
        int at = stored.getMessage();
        if (at < 0 || at >= messages.size()) {
            return Problem.invalid(true, field + ".message", at, "0 to " + (messages.size() - 1));
        }
        return stored.getPart() == null
                ? content(field, messages.get(at), stored)
                : part(field, messages.get(at), stored, stored.getPart());
    }

    private static Optional<Problem> content(String field, Message message, StoredContent stored) {
        boolean empty = message.getContent().isEmpty()
                && Messages.orEmpty(message.getParts()).isEmpty();
        return Problem.invalid(!empty, field, "a text beside another", "one of both")
                .or(() -> Problem.invalid(
                        stored.getMediaType() != null,
                        field + ".mediaType",
                        stored.getMediaType(),
                        "none for the text of a message"));
    }

    private static Optional<Problem> part(String field, Message message, StoredContent stored, int at) {
        List<ContentPart> parts = Messages.orEmpty(message.getParts());
        if (at < 0 || at >= parts.size()) {
            return Problem.invalid(true, field + ".part", at, "0 to " + (parts.size() - 1));
        }
        ContentPart part = parts.get(at);
        String type = stored.getMediaType();
        return Problem.invalid(
                        part.getText() != null || part.getImage() != null,
                        field,
                        "a content beside another",
                        "one of both")
                .or(() -> Problem.invalid(
                        type != null && !MessageRules.isPictureType(type),
                        field + ".mediaType",
                        type,
                        "image/ and a kind, such as image/png; none for a text"))
                .or(() -> Problem.invalid(
                        type != null && message.getRole() != Role.USER,
                        field + ".mediaType",
                        type + " by " + message.getRole(),
                        "pictures only in messages of the role USER"));
    }
}
