package io.tieline.dispatcher.provider;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.avro.InferenceRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What shall be asked of whom.
 *
 * @param secret the endpoint's key; null: it wants none
 */
record WireCall(
        Endpoint endpoint,
        InferenceRequest request,
        @Nullable Secret secret) {
    /** Fields of the endpoint's own format, a JSON object; null: none. */
    @Nullable
    String vendorFields() {
        return request.getVendorFields().get(endpoint.format().name().toLowerCase(Locale.ROOT));
    }

    /** Most tokens to generate: what the request allows, and never more than the endpoint can. */
    int outputLimit() {
        Integer asked = request.getMaxOutputTokens();
        return asked == null ? endpoint.maxOutput() : Math.min(asked, endpoint.maxOutput());
    }
}
