package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Usage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** Writes replies that were completed as lists of vectors. */
public final class Embeddings {
    private Embeddings() {}

    /** The list, each vector in the encoding that its request asked for. */
    public static ObjectNode of(InferenceReply reply) {
        boolean base64 = EmbeddingsRequest.BASE64.equals(reply.getAttributes().get(EmbeddingsRequest.ENCODING));
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (List<Float> vector : reply.getEmbeddings()) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (base64) {
                item.put("embedding", base64(vector));
            } else {
                vector.forEach(item.putArray("embedding")::add);
            }
        }
        Usage usage = reply.getUsage();
        long tokens = usage == null ? 0 : usage.getInputTokens();
        body.put("model", reply.getRoute());
        body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return body;
    }

    /** 32-bit floats, the lowest byte first. */
    private static String base64(List<Float> vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(bytes::putFloat);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
