package io.tieline.sim.model;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image that the model is shown.
 *
 * @param mediaType null where only its address was given
 * @param bytes 0 where only its address was given: the simulator fetches nothing
 * @param address null where the image itself was given
 */
public record Image(
        @Nullable String mediaType, int bytes, @Nullable String address) {
    /** An image in Base64; empty where it is none. */
    public static Optional<Image> base64(String mediaType, String data) {
        try {
            byte[] bytes = Base64.getDecoder().decode(data);
            return bytes.length == 0 ? Optional.empty() : Optional.of(new Image(mediaType, bytes.length, null));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An image at an address. */
    public static Image at(String address) {
        return new Image(null, 0, address);
    }

    @Override
    public String toString() {
        return address == null ? bytes + " bytes, " + mediaType : "at " + address;
    }
}
