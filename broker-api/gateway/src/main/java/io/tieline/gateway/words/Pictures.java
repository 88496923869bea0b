package io.tieline.gateway.words;

import io.tieline.schemas.avro.Image;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads pictures, as addresses or as Base64. */
public final class Pictures {
    private static final Pattern DATA = Pattern.compile("data:(image/[a-zA-Z0-9.+-]+);base64,");
    private static final Pattern WEB = Pattern.compile("https?://\\S+");
    private static final Image NONE = new Image(null, null, null);

    private Pictures() {}

    /** A picture at a web address, or in a {@code data:} address. */
    public static Image at(String url, String path, Flaws flaws) {
        Matcher data = DATA.matcher(url);
        if (data.lookingAt()) {
            return of(url.substring(data.end()), data.group(1).toLowerCase(Locale.ROOT), path, flaws);
        }
        flaws.addIf(
                !WEB.matcher(url).matches(),
                new Flaw.Other(
                        path,
                        "Expected an http or https address, or a base64-encoded data URL with an image"
                                + " MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU=')."));
        return new Image(url, null, null);
    }

    /** A picture by its bytes. */
    public static Image of(String base64, String mediaType, String path, Flaws flaws) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            flaws.addIf(bytes.length == 0, new Flaw.Other(path, "The image has no bytes."));
            return new Image(null, ByteBuffer.wrap(bytes), mediaType);
        } catch (IllegalArgumentException _) {
            // Its message quotes what it read.
            flaws.add(new Flaw.Other(path, "The image is not valid base64."));
            return NONE;
        }
    }
}
