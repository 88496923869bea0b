package io.tieline.routing;

import io.tieline.schemas.Messages;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import io.tieline.schemas.avro.StoredContent;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of whoever serves it.
 *
 * @param formats wire formats that it has fields for; empty: any will do
 * @param inputBytes UTF-8 bytes of all that the model reads
 * @param images pictures in it
 * @param outputTokens most tokens to be generated; null: it doesn't say
 * @param minimumTier least quality; null: it doesn't say
 * @param degradedAllowed whether less is better than nothing; null: it doesn't say
 * @param maxCallMicroUsd most that one call may be estimated to cost; null: no limit
 * @param jurisdictions where it may be worked on; empty: wherever its tenant's data may go
 * @param fallbackOnRefusal whether another model is asked where one refuses for its content policy
 * @param endpoints which of them it leaves to choose from
 */
public record Ask(
        Operation operation,
        Set<Feature> features,
        Set<WireFormat> formats,
        long inputBytes,
        int images,
        @Nullable Integer outputTokens,
        @Nullable QualityTier minimumTier,
        @Nullable Boolean degradedAllowed,
        @Nullable Long maxCallMicroUsd,
        Set<String> jurisdictions,
        boolean fallbackOnRefusal,
        EndpointChoice endpoints) {
    /** A short conversation that any endpoint can serve. */
    public static final Ask PLAIN = new Ask(
            Operation.CHAT, Set.of(), Set.of(), 0, 0, null, null, null, null, Set.of(), false, EndpointChoice.ALL);

    /** Four bytes make about one token, in languages of few bytes per sign and of many. */
    private static final int BYTES_PER_TOKEN = 4;

    /** A token is hardly ever longer than this in a whole text: less is surely not needed. */
    private static final int MOST_BYTES_PER_TOKEN = 8;

    /** About a page: what is compared where a request doesn't say how long its answer may be. */
    private static final int USUAL_OUTPUT = 500;

    /** What the large models count for a picture of a page's size. */
    private static final int TOKENS_OF_A_PICTURE = 1_000;

    public Ask {
        features = features.isEmpty() ? Set.of() : EnumSet.copyOf(features);
        formats = Set.copyOf(formats);
        jurisdictions = Set.copyOf(jurisdictions);
    }

    /** Reads it out of a request; what is wrong with that is told elsewhere. */
    public static Ask of(InferenceRequest request) {
        Content content = new Content();
        request.getMessages().forEach(content::add);
        request.getInputs().forEach(content::add);
        StoredContents.of(request).forEach(content::add);
        Messages.orEmpty(request.getTools()).forEach(content::add);
        return new Ask(
                request.getOperation() == null ? Operation.CHAT : request.getOperation(),
                features(request, content),
                request.getVendorFields().keySet().stream().map(WireFormat::of).collect(Collectors.toSet()),
                content.bytes,
                content.images,
                request.getMaxOutputTokens(),
                request.getMinimumTier(),
                request.getDegradedAllowed(),
                request.getMaxCallMicroUsd(),
                Set.copyOf(request.getJurisdictions()),
                Boolean.TRUE.equals(request.getFallbackOnRefusal()),
                new EndpointChoice(Set.copyOf(request.getEndpointsOnly()), Set.copyOf(request.getEndpointsDenied())));
    }

    private static Set<Feature> features(InferenceRequest request, Content content) {
        Set<Feature> needed = content.features;
        if (!Messages.orEmpty(request.getTools()).isEmpty()) {
            needed.add(Feature.TOOLS);
        }
        if (request.getJsonSchema() != null) {
            needed.add(Feature.JSON_SCHEMA);
        }
        if (request.getSeed() != null) {
            needed.add(Feature.SEED);
        }
        if (!request.getStop().isEmpty()) {
            needed.add(Feature.STOP);
        }
        if (request.getTemperature() != null || request.getTopP() != null) {
            needed.add(Feature.SAMPLING);
        }
        return needed;
    }

    /** What the input is estimated to take. */
    public long inputTokens() {
        return Math.ceilDiv(inputBytes, BYTES_PER_TOKEN) + (long) images * TOKENS_OF_A_PICTURE;
    }

    /** What the input surely takes, however well it is put into tokens. */
    long leastInputTokens() {
        return inputBytes / MOST_BYTES_PER_TOKEN;
    }

    /** Most tokens that a call there generates. */
    public int outputTokensAt(Endpoint endpoint) {
        if (operation == Operation.EMBEDDINGS) {
            return 0;
        }
        return outputTokens == null ? endpoint.maxOutput() : Math.min(outputTokens, endpoint.maxOutput());
    }

    /** The most that a call there should cost by this route, micro-dollars. */
    public long estimateMicroUsd(Endpoint endpoint, Route route) {
        long instructions = operation == Operation.EMBEDDINGS ? 0 : route.instructionBytes(endpoint.family());
        long input = inputTokens() + Math.ceilDiv(instructions, BYTES_PER_TOKEN);
        return endpoint.price().estimateMicroUsd(input, outputTokensAt(endpoint));
    }

    /** What a call there usually costs, micro-dollars: to compare endpoints whose answers may be of different length. */
    long usualMicroUsd(Endpoint endpoint) {
        int output = operation == Operation.EMBEDDINGS ? 0 : outputTokens == null ? USUAL_OUTPUT : outputTokens;
        return endpoint.price().estimateMicroUsd(inputTokens(), output);
    }

    /** Adds up what the model reads. */
    private static final class Content {
        private final Set<Feature> features = EnumSet.noneOf(Feature.class);
        private long bytes;
        private int images;

        void add(Message message) {
            add(message.getContent());
            Messages.orEmpty(message.getParts()).forEach(this::add);
            Messages.orEmpty(message.getToolCalls()).forEach(this::add);
            if (message.getToolCallId() != null
                    || !Messages.orEmpty(message.getToolCalls()).isEmpty()) {
                features.add(Feature.TOOLS);
            }
        }

        private void add(ContentPart part) {
            if (part.getText() != null) {
                add(part.getText());
            }
            Image image = part.getImage();
            if (image != null) {
                images++;
                features.add(image.getUrl() == null ? Feature.IMAGES : Feature.IMAGE_URLS);
            }
        }

        void add(StoredContent stored) {
            if (stored.getMediaType() == null) {
                bytes += stored.getBytes();
            } else {
                images++;
                features.add(Feature.IMAGES);
            }
        }

        private void add(ToolCall call) {
            add(call.getName());
            add(call.getArguments());
        }

        void add(Tool tool) {
            add(tool.getName());
            add(tool.getParameters());
            if (tool.getDescription() != null) {
                add(tool.getDescription());
            }
        }

        void add(String text) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
    }
}
