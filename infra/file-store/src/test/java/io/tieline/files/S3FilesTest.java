package io.tieline.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tieline.platform.DataSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class S3FilesTest extends FileStoreContract {
    private FakeS3 s3;
    private S3Files files;

    @BeforeEach
    void open() throws IOException {
        s3 = new FakeS3("tieline-files");
        files = connect(s3.url());
    }

    @AfterEach
    void close() {
        files.close();
        s3.close();
    }

    @Override
    FileStore store() {
        return files;
    }

    @Override
    List<String> unfinished() {
        return s3.unfinished();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST uploads", "PUT partNumber=2", "POST uploadId"})
    void shouldKeepNothingWhereTheStoreFails(String where) {
        // Given
        s3.failAt(where);

        // When
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files.write("a", new ByteArrayInputStream(new byte[12 << 20]), 12 << 20))
                .withMessageStartingWith("the store of files fails at a: ");

        // Then
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files.open("a", 0).close());
        assertThat(s3.unfinished()).isEmpty();
    }

    @Test
    void shouldRemoveWhatDiedWritersLeftAndSpareTheLiving() throws IOException {
        // Given
        s3.leaveUnfinished("files/dead", Instant.now().minus(Duration.ofHours(25)));
        s3.leaveUnfinished("files/living", Instant.now());

        // When
        connect(s3.url()).close();

        // Then
        assertThat(s3.unfinished()).containsExactly("files/living");
    }

    @Test
    void shouldSayAtTheStartThatTheStoreIsAway() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> connect(URI.create("http://127.0.0.1:1")))
                .withMessageStartingWith("the store of files fails at the bucket tieline-files: ");
    }

    private static S3Files connect(URI url) throws IOException {
        S3Config config = new S3Config("tieline-files", url, null, "files/", DataSize.ofMiB(5));
        return S3Files.connect(
                config,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")),
                InstantSource.system());
    }
}
