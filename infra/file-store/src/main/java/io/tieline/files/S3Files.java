package io.tieline.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Contents in a store with the API of S3. A large one is sent in parts, of which the store makes a whole at the end; what
 * can't be ended is taken back.
 */
public final class S3Files implements FileStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(S3Files.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RANGE_BEHIND_THE_END = 416;

    /** Parts that wait for so long belong to a writer that died. */
    private static final Duration SILENT_WRITER = Duration.ofDays(1);

    private final S3Client s3;
    private final S3Config config;

    private S3Files(S3Client s3, S3Config config) {
        this.s3 = s3;
        this.config = config;
    }

    /**
     * Asks the store for its bucket, and removes what died writers left.
     *
     * @throws IOException if the store can't be reached or refuses
     */
    public static S3Files connect(S3Config config, AwsCredentialsProvider credentials, InstantSource clock)
            throws IOException {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(PATIENCE)
                        .socketTimeout(PATIENCE))
                .credentialsProvider(credentials)
                .region(Region.of(config.region()))
                .forcePathStyle(true)
                // Stores other than Amazon's don't all know newer checksums, or bodies in signed chunks.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false));
        if (config.endpoint() != null) {
            builder.endpointOverride(config.endpoint());
        }
        S3Files files = new S3Files(builder.build(), config);
        try {
            files.removeLeftovers(clock.instant().minus(SILENT_WRITER));
            return files;
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    private void removeLeftovers(Instant before) throws IOException {
        asking("the bucket " + config.bucket(), () -> {
            for (MultipartUpload upload : s3.listMultipartUploadsPaginator(
                            ask -> ask.bucket(config.bucket()).prefix(config.prefix()))
                    .uploads()) {
                if (upload.initiated().isBefore(before)) {
                    s3.abortMultipartUpload(
                            ask -> ask.bucket(config.bucket()).key(upload.key()).uploadId(upload.uploadId()));
                    LOG.atInfo().addKeyValue("key", upload.key()).log("removed what a writer left that died");
                }
            }
            return true;
        });
    }

    @Override
    public Written write(String id, InputStream content, long mostBytes) throws IOException {
        String key = key(id);
        Measured measured = new Measured(content, mostBytes);
        byte[] first = measured.readNBytes(config.partSize().toIntExact());
        if (first.length < config.partSize().bytes()) {
            asking(id, () -> s3.putObject(ask -> ask.bucket(config.bucket()).key(key), RequestBody.fromBytes(first)));
        } else {
            writeInParts(id, first, measured);
        }
        return measured.written();
    }

    private void writeInParts(String id, byte[] first, Measured rest) throws IOException {
        String key = key(id);
        String upload = asking(
                id,
                () -> s3.createMultipartUpload(
                                ask -> ask.bucket(config.bucket()).key(key))
                        .uploadId());
        boolean complete = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (byte[] part = first; part.length > 0; part = rest.readNBytes(part.length)) {
                parts.add(sendPart(id, upload, parts.size() + 1, part));
            }
            asking(
                    id,
                    () -> s3.completeMultipartUpload(ask -> ask.bucket(config.bucket())
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(whole -> whole.parts(parts))));
            complete = true;
        } finally {
            if (!complete) {
                takeBack(id, upload);
            }
        }
    }

    private CompletedPart sendPart(String id, String upload, int number, byte[] part) throws IOException {
        String tag = asking(
                id,
                () -> s3.uploadPart(
                                ask -> ask.bucket(config.bucket())
                                        .key(key(id))
                                        .uploadId(upload)
                                        .partNumber(number),
                                RequestBody.fromBytes(part))
                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /** What can't be taken back now is, at a later start. */
    private void takeBack(String id, String upload) {
        try {
            s3.abortMultipartUpload(
                    ask -> ask.bucket(config.bucket()).key(key(id)).uploadId(upload));
        } catch (SdkException e) {
            LOG.atWarn()
                    .addKeyValue("id", id)
                    .addKeyValue("error", e.getMessage())
                    .log("parts of a content that failed stay in the store until a start a day from now");
        }
    }

    @Override
    public InputStream open(String id, long from) throws IOException {
        try {
            return s3.getObject(ask -> {
                ask.bucket(config.bucket()).key(key(id));
                if (from > 0) {
                    ask.range("bytes=" + from + "-");
                }
            });
        } catch (NoSuchKeyException e) {
            throw noSuchFile(id, e);
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_BEHIND_THE_END) {
                return InputStream.nullInputStream();
            }
            throw failed(id, e);
        } catch (SdkException e) {
            throw failed(id, e);
        }
    }

    private static NoSuchFileException noSuchFile(String id, NoSuchKeyException cause) {
        NoSuchFileException absent = new NoSuchFileException(id);
        absent.initCause(cause);
        return absent;
    }

    @Override
    public void delete(String id) throws IOException {
        asking(id, () -> s3.deleteObject(ask -> ask.bucket(config.bucket()).key(key(id))));
    }

    @Override
    public List<String> writtenBefore(Instant time) throws IOException {
        return asking(
                "the bucket " + config.bucket(),
                () ->
                        s3
                                .listObjectsV2Paginator(
                                        ask -> ask.bucket(config.bucket()).prefix(config.prefix()))
                                .contents()
                                .stream()
                                .filter(object -> object.lastModified().isBefore(time))
                                .map(S3Object::key)
                                .map(key -> key.substring(config.prefix().length()))
                                .filter(ContentIds::isValid)
                                .toList());
    }

    private String key(String id) {
        return config.prefix() + ContentIds.require(id);
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T asking(String what, Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (SdkException e) {
            throw failed(what, e);
        }
    }

    private static IOException failed(String what, SdkException cause) {
        return new IOException("the store of files fails at " + what + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        s3.close();
    }
}
