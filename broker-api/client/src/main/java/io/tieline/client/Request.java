package io.tieline.client;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.Role;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model. What can be checked without knowing the broker and the time was checked when it was built.
 * Immutable.
 *
 * <pre>{@code
 * Request.on("summarize").system("Be brief.").user(text).lane(Lane.BATCH).build()
 * }</pre>
 */
public final class Request {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_ID = 200;
    private static final double HOTTEST = 2.0;

    private final Lane lane;
    private final @Nullable Instant deadline;
    /** Complete but for what the client adds: tenant, times and the place for the reply. */
    private final InferenceRequest.Builder template;

    private Request(Lane lane, @Nullable Instant deadline, InferenceRequest.Builder template) {
        this.lane = lane;
        this.deadline = deadline;
        this.template = template;
    }

    /** A request with one message of the user, on the interactive lane. */
    public static Request ofText(String route, String text) {
        return on(route).user(text).build();
    }

    /** Starts a request for a route: a named policy of the catalogue, such as {@code summarize}, or a model name. */
    public static Builder on(String route) {
        return new Builder(route);
    }

    /** Unique id; by it alone the reply can be found later. */
    public String requestId() {
        return template.getRequestId();
    }

    /** How urgent it is. */
    public Lane lane() {
        return lane;
    }

    /** When the answer is of no use any more; empty: the client's default applies from the moment of submission. */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** The record to be published at this moment; checks the deadline. */
    InferenceRequest toRecord(ClientConfig config, ReplyTo replyTo, Instant now) {
        Instant end = deadline().orElseGet(() -> now.plus(config.defaultDeadline()));
        Instant latest = now.plus(ClientConfig.LONGEST_DEADLINE);
        if (!end.isAfter(now) || end.isAfter(latest)) {
            throw new IllegalArgumentException(
                    "deadline is '" + end + "', allowed: after now, " + now + ", and until " + latest);
        }
        return InferenceRequest.newBuilder(template)
                .setTenant(config.tenant())
                .setCreatedAt(now)
                .setDeadline(end)
                .setReplyTo(replyTo)
                .build();
    }

    /** Collects what a request consists of. Not thread-safe. */
    public static final class Builder {
        private final InferenceRequest.Builder template = InferenceRequest.newBuilder();
        private final List<Message> messages = new ArrayList<>();
        private Lane lane = Lane.INTERACTIVE;
        private @Nullable Instant deadline;

        private Builder(String route) {
            check(!route.isBlank(), "route", route, "a name");
            template.setRoute(route);
        }

        /** Adds an instruction for the model. */
        public Builder system(String content) {
            return message(Role.SYSTEM, content);
        }

        /** Adds what the user said. */
        public Builder user(String content) {
            return message(Role.USER, content);
        }

        /** Adds what the model answered earlier. */
        public Builder assistant(String content) {
            return message(Role.ASSISTANT, content);
        }

        private Builder message(Role role, String content) {
            messages.add(Messages.text(role, content));
            return this;
        }

        /** Default: interactive. */
        public Builder lane(Lane newLane) {
            lane = newLane;
            return this;
        }

        /**
         * After this instant the request ends as expired; 14 days from submission at most. Default: that of the client,
         * from the moment of submission.
         */
        public Builder deadline(Instant newDeadline) {
            deadline = newDeadline;
            return this;
        }

        /** Own id, 1 to 200 characters; a second request with the same id is the same request. Default: a new one. */
        public Builder requestId(String id) {
            check(!id.isBlank() && id.length() <= LONGEST_ID, "requestId", id, "1 to " + LONGEST_ID + " characters");
            template.setRequestId(id);
            return this;
        }

        /** The batch that this request belongs to. Default: none. */
        public Builder jobId(String id) {
            check(!id.isBlank(), "jobId", id, "a name");
            template.setJobId(id);
            return this;
        }

        /** Most tokens that the model may generate, 1 or more. Default: that of the endpoint. */
        public Builder maxOutputTokens(int tokens) {
            check(tokens >= 1, "maxOutputTokens", tokens, "1 or more");
            template.setMaxOutputTokens(tokens);
            return this;
        }

        /** Sampling temperature, 0 to 2. Default: that of the model. */
        public Builder temperature(double temperature) {
            check(temperature >= 0 && temperature <= HOTTEST, "temperature", temperature, "0 to " + HOTTEST);
            template.setTemperature(temperature);
            return this;
        }

        /** Nucleus sampling, above 0 to 1. Default: that of the model. */
        public Builder topP(double topP) {
            check(topP > 0 && topP <= 1, "topP", topP, "above 0 to 1");
            template.setTopP(topP);
            return this;
        }

        /** Seed for repeatable sampling where the provider offers it. Default: none. */
        public Builder seed(long seed) {
            template.setSeed(seed);
            return this;
        }

        /** Sequences that end the generation. Default: none. */
        public Builder stop(List<String> sequences) {
            template.setStop(List.copyOf(sequences));
            return this;
        }

        /** Most provider calls for this request over retries and fallbacks, 1 or more. Default: that of the broker. */
        public Builder maxAttempts(int attempts) {
            check(attempts >= 1, "maxAttempts", attempts, "1 or more");
            template.setMaxAttempts(attempts);
            return this;
        }

        /** Labels of the caller's own, returned with the reply and never sent to a provider. Default: none. */
        public Builder attributes(Map<String, String> attributes) {
            template.setAttributes(new HashMap<>(attributes));
            return this;
        }

        /**
         * Makes the request.
         *
         * @throws IllegalArgumentException if it has no message
         */
        public Request build() {
            check(!messages.isEmpty(), "messages", messages, "at least one message");
            InferenceRequest.Builder complete =
                    InferenceRequest.newBuilder(template).setMessages(List.copyOf(messages));
            if (!complete.hasRequestId()) {
                complete.setRequestId(RequestIds.next(Instant.now(), RANDOM));
            }
            return new Request(lane, deadline, complete);
        }

        private static void check(boolean valid, String field, Object value, String allowed) {
            if (!valid) {
                throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
            }
        }
    }
}
