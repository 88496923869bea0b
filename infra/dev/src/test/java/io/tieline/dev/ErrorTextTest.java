package io.tieline.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.ReplyError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    @Test
    void shouldTellTheSameReasonOnce() {
        // Given
        List<String> evidence = List.of("a/x: too small: 8 KiB", "b:8b: too small: 8 KiB", "c: refused");
        ReplyError error = new ReplyError("request.too_long", "no candidate: " + evidence, evidence);

        // When, Then
        assertThat(ErrorText.of(error)).isEqualTo("no candidate: a/x, b:8b: too small: 8 KiB; c: refused");
    }

    @Test
    void shouldAddWhatTheMessageLeavesToTheEvidence() {
        assertThat(ErrorText.of(
                        new ReplyError("policy.residency", "no candidate", List.of("a: is in us", "b: is in us"))))
                .isEqualTo("no candidate [a, b: is in us]");
    }

    @Test
    void shouldLeaveMessagesWithoutEvidenceAlone() {
        assertThat(ErrorText.of(new ReplyError("request.invalid", "no messages", List.of())))
                .isEqualTo("no messages");
    }
}
