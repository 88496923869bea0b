package io.tieline.client;

import static io.tieline.client.Checks.check;

import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import java.net.URI;
import java.nio.ByteBuffer;

/** A piece of a message: a text or a picture. Immutable. */
public final class Content {
    private final ContentPart part;

    private Content(ContentPart part) {
        this.part = part;
    }

    /** A text. */
    public static Content text(String text) {
        check(!text.isEmpty(), "text", text, "one character or more");
        return new Content(new ContentPart(text, null));
    }

    /**
     * A picture that the provider fetches by itself; endpoints that don't are passed over.
     *
     * @param url http or https
     */
    public static Content image(URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        check(http && url.getHost() != null, "url", url, "an address with http or https and a host");
        return new Content(new ContentPart(null, new Image(url.toString(), null, null)));
    }

    /**
     * A picture that travels with the request, and counts towards the size of its record.
     *
     * @param data the file as it is, not in Base64
     * @param mediaType such as {@code image/png}
     */
    public static Content image(byte[] data, String mediaType) {
        check(data.length > 0, "data", data.length + " bytes", "one byte or more");
        check(
                mediaType.matches("image/[a-z0-9][a-z0-9.+-]*"),
                "mediaType",
                mediaType,
                "a picture's, such as image/png");
        return new Content(new ContentPart(null, new Image(null, ByteBuffer.wrap(data.clone()), mediaType)));
    }

    ContentPart part() {
        return part;
    }
}
