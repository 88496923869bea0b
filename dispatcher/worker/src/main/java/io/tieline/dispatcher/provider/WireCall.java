package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.avro.InferenceRequest;
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
    /** Fields of the endpoint's own format that the request brings along. */
    ObjectNode vendorFields() {
        String fields = request.getVendorFields().get(endpoint.format().word());
        return fields == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) Json.tree(fields);
    }

    /** Most tokens to generate: what the request allows, and never more than the endpoint can. */
    int outputLimit() {
        Integer asked = request.getMaxOutputTokens();
        return asked == null ? endpoint.maxOutput() : Math.min(asked, endpoint.maxOutput());
    }
}
