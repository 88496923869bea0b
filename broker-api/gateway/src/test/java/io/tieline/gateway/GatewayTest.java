package io.tieline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepNothingOfBodiesThatWereOnTheirWayWhenItDied() throws IOException {
        // Given
        Path uploads = Gateway.emptied(folder.resolve("uploads"));
        Files.writeString(uploads.resolve("upload-1"), "half of a file");

        // When
        Path again = Gateway.emptied(uploads);

        // Then
        assertThat(again).isEmptyDirectory();
    }
}
