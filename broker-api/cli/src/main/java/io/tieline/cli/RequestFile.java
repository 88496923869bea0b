package io.tieline.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request as JSON, with the names of the fields of {@code InferenceRequest}; what decides nothing may be left out. JSON
 * within it (parameters, jsonSchema, vendor fields) is written as JSON, not as text.
 */
record RequestFile(
        @Nullable String requestId,
        @Nullable String tenant,
        @JsonProperty(required = true) String route,
        @Nullable String jobId,
        @Nullable Operation operation,
        @Nullable List<Turn> messages,
        @Nullable List<String> inputs,
        @Nullable Integer dimensions,
        @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long seed,
        @Nullable List<String> stop,
        @Nullable List<ToolOffer> tools,
        @Nullable String toolChoice,
        @Nullable JsonNode jsonSchema,
        @Nullable Map<String, JsonNode> vendorFields,
        @Nullable QualityTier minimumTier,
        @Nullable Boolean degradedAllowed,
        @Nullable Long maxCallMicroUsd,
        @Nullable List<String> jurisdictions,
        @Nullable Boolean fallbackOnRefusal,
        @Nullable Boolean truncationAllowed) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** One message; pictures by their addresses. */
    record Turn(
            @JsonProperty(required = true) Role role,
            @Nullable String content,
            @Nullable List<String> imageUrls) {
        Message message() {
            String text = content == null ? "" : content;
            if (imageUrls == null || imageUrls.isEmpty()) {
                return Messages.text(role, text);
            }
            List<ContentPart> parts = new ArrayList<>();
            parts.add(new ContentPart(text, null));
            imageUrls.forEach(url -> parts.add(new ContentPart(null, new Image(url, null, null))));
            return new Message(role, "", parts, null, null);
        }
    }

    /** A tool that the model may ask for. */
    record ToolOffer(
            @JsonProperty(required = true) String name,
            @Nullable String description,
            @Nullable JsonNode parameters) {
        Tool tool() {
            return new Tool(name, description, parameters == null ? "{}" : parameters.toString());
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it isn't such a request; the message says where and why
     */
    static InferenceRequest read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), RequestFile.class).request();
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": there is no such file");
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(file + ":" + lineOf(e) + ": '" + e.getPropertyName()
                    + "' is an unknown field, allowed: "
                    + e.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        } catch (MismatchedInputException e) {
            throw new IllegalArgumentException(file + ":" + lineOf(e) + ": " + whyUnfit(e));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ":" + lineOf(e) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": can't be read: " + e.getMessage());
        }
    }

    /** Where in the request, and what would do; Jackson's own words name classes. */
    private static String whyUnfit(MismatchedInputException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
        Class<?> wanted = e.getTargetType();
        if (e instanceof InvalidFormatException unfit && wanted.isEnum()) {
            return path + " is '" + unfit.getValue() + "', allowed: "
                    + Arrays.stream(wanted.getEnumConstants())
                            .map(word -> word.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        return path.isEmpty() || e.getOriginalMessage().startsWith("Missing")
                ? "the request is no JSON object with a route, allowed: such as 'tieline explain --help' shows"
                : path + " can't be read as a " + wanted.getSimpleName();
    }

    private static int lineOf(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    private InferenceRequest request() {
        Instant now = Instant.now();
        InferenceRequest.Builder request = InferenceRequest.newBuilder()
                .setRequestId(requestId == null ? "request" : requestId)
                .setTenant(tenant == null ? "default" : tenant)
                .setRoute(route)
                .setJobId(jobId)
                .setOperation(operation)
                .setMessages(orEmpty(messages).stream().map(Turn::message).toList())
                .setInputs(orEmpty(inputs))
                .setDimensions(dimensions)
                .setMaxOutputTokens(maxOutputTokens)
                .setTemperature(temperature)
                .setTopP(topP)
                .setSeed(seed)
                .setStop(orEmpty(stop))
                .setToolChoice(toolChoice)
                .setJsonSchema(jsonSchema == null ? null : jsonSchema.toString())
                .setMinimumTier(minimumTier)
                .setDegradedAllowed(degradedAllowed)
                .setMaxCallMicroUsd(maxCallMicroUsd)
                .setJurisdictions(orEmpty(jurisdictions))
                .setFallbackOnRefusal(fallbackOnRefusal)
                .setTruncationAllowed(truncationAllowed)
                .setCreatedAt(now)
                .setDeadline(now);
        if (tools != null) {
            request.setTools(tools.stream().map(ToolOffer::tool).toList());
        }
        if (vendorFields != null) {
            request.setVendorFields(vendorFields.entrySet().stream()
                    .collect(Collectors.toMap(
                            field -> wireFormat(field.getKey()),
                            field -> field.getValue().toString())));
        }
        return request.build();
    }

    private static String wireFormat(String name) {
        List<String> known =
                Arrays.stream(WireFormat.values()).map(WireFormat::word).toList();
        if (!known.contains(name)) {
            throw new IllegalArgumentException("vendorFields is '" + name + "', allowed: " + String.join(", ", known));
        }
        return name;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
