package io.tieline.files;

import io.tieline.platform.DataSize;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where contents are in an S3-compatible store. The credentials come from the environment, as with any tool of S3.
 *
 * @param bucket must exist
 * @param endpoint address of the store; null: Amazon's
 * @param region {@code us-east-1}, which other stores than Amazon's mostly don't look at
 * @param prefix put before every id: letters, digits, {@code . _ - /}; {@code tieline/}
 * @param partSize larger contents are sent in parts of this size, one of which is in memory for each content being
 *     written; from 5MiB, the least that S3 takes, to 64MiB; 8MiB
 */
public record S3Config(String bucket, @Nullable URI endpoint, String region, String prefix, DataSize partSize) {
    private static final DataSize SMALLEST_PART = DataSize.ofMiB(5);
    private static final DataSize LARGEST_PART = DataSize.ofMiB(64);

    public S3Config(
            @Nullable String bucket,
            @Nullable URI endpoint,
            @Nullable String region,
            @Nullable String prefix,
            @Nullable DataSize partSize) {
        this.bucket = bucket == null ? "" : bucket;
        this.endpoint = endpoint;
        this.region = region == null ? "us-east-1" : region;
        this.prefix = prefix == null ? "tieline/" : prefix;
        this.partSize = partSize == null ? DataSize.ofMiB(8) : partSize;
        require(
                this.bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
                "bucket",
                this.bucket,
                "3 to 63 lower-case letters, digits, . -");
        require(
                endpoint == null
                        || (endpoint.getHost() != null
                                && String.valueOf(endpoint.getScheme()).matches("https?")),
                "endpoint",
                String.valueOf(endpoint),
                "an address such as http://127.0.0.1:9000");
        require(this.prefix.matches("[A-Za-z0-9._/-]{0,200}"), "prefix", this.prefix, "letters, digits, . _ - /");
        require(
                this.partSize.compareTo(SMALLEST_PART) >= 0 && this.partSize.compareTo(LARGEST_PART) <= 0,
                "part-size",
                this.partSize,
                SMALLEST_PART + " to " + LARGEST_PART);
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
