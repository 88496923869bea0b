package io.tieline.client;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.ToolCall;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * How a request ended. That a request was not answered is one of its ends and no exception.
 *
 * @param record all that the broker says: who served it, tokens, cost, every attempt
 */
public record Reply(InferenceReply record) {
    private static final int MICRO_DIGITS = 6;

    /** Id of the request. */
    public String requestId() {
        return record.getRequestId();
    }

    /** How the request ended. */
    public Outcome outcome() {
        return record.getOutcome();
    }

    /** Whether there is an answer. */
    public boolean isCompleted() {
        return outcome() == Outcome.COMPLETED;
    }

    /** The model's answer; empty where there is none, or it consists of tool calls or vectors alone. */
    public Optional<String> text() {
        return isCompleted() ? Optional.ofNullable(record.getText()) : Optional.empty();
    }

    /** The part of an answer that was cut off and so doesn't count as one; empty where there is none. */
    public Optional<String> partialText() {
        return isCompleted() ? Optional.empty() : Optional.ofNullable(record.getText());
    }

    /** Tools that the model asks for; mostly none. */
    public List<ToolCall> toolCalls() {
        return List.copyOf(Messages.orEmpty(record.getToolCalls()));
    }

    /** A vector for each of the inputs, in their order; none where no vectors were asked for. */
    public List<float[]> embeddings() {
        return record.getEmbeddings().stream().map(Reply::vector).toList();
    }

    private static float[] vector(List<Float> numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i);
        }
        return vector;
    }

    /** Why there is no answer; empty where there is one. */
    public Optional<ReplyError> error() {
        return Optional.ofNullable(record.getError());
    }

    /** Further facts on why there is no answer, such as every endpoint that was ruled out and why; mostly none. */
    public List<String> evidence() {
        return error().map(ReplyError::getEvidence).map(List::copyOf).orElse(List.of());
    }

    /** Who answered; empty where nobody did. */
    public Optional<ServedBy> servedBy() {
        return Optional.ofNullable(record.getServedBy());
    }

    /** The model that answered, whatever its host: answers of one family are alike. Empty where nobody did. */
    public Optional<String> family() {
        return servedBy().map(ServedBy::getFamily);
    }

    /** Whether another endpoint answered than the one that the route prefers. */
    public boolean isSwitched() {
        return servedBy().map(ServedBy::getSwitched).orElse(false);
    }

    /** Whether the answer is below the quality that was asked for, which the request or its route allowed. */
    public boolean isDegraded() {
        return servedBy().map(ServedBy::getDegraded).orElse(false);
    }

    /** Each candidate that came before the one that answered, or that could not be asked, and why. */
    public List<String> passedOver() {
        return List.copyOf(record.getPassedOver());
    }

    /** Cost of all calls for the request by the catalogue's prices, millionths of a US dollar. */
    public long costMicroUsd() {
        return record.getCostMicroUsd();
    }

    /** The same in US dollars, exactly. */
    public BigDecimal costUsd() {
        return BigDecimal.valueOf(costMicroUsd(), MICRO_DIGITS);
    }

    /** Whether a part of the cost rests on estimated tokens. */
    public boolean isCostEstimated() {
        return record.getCostEstimated();
    }
}
