package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.client.WireFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WireFormatTest {
    @Test
    void shouldBeCalledTheSameByCallersAndByTheBroker() {
        assertThat(Arrays.stream(WireFormat.values()).map(Enum::name))
                .containsExactlyElementsOf(Arrays.stream(io.tieline.routing.WireFormat.values())
                        .map(Enum::name)
                        .toList());
    }
}
