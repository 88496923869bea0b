package io.tieline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
    @ParameterizedTest
    @EnumSource
    void namesItsOwnerAndIsFoundByItsWireForm(ErrorCode code) {
        assertThat(code.owner()).isIn("provider", "credential", "request", "policy", "caller", "deadline", "broker");
        assertThat(code.wire()).matches("[a-z]+(\\.[a-z_]+){1,2}").startsWith(code.owner() + ".");
        assertThat(ErrorCode.ofWire(code.wire())).contains(code);
        assertThat(code.name()).startsWith(code.owner().toUpperCase(Locale.ROOT));
    }

    @Test
    void wireFormsAreUnique() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wire)).doesNotHaveDuplicates();
        assertThat(ErrorCode.ofWire("provider.of_the_future")).isEmpty();
        assertThat(ErrorCode.ofWire(ErrorCode.OK)).isEmpty();
    }
}
