package io.tieline.gateway.http;

import io.tieline.gateway.auth.Caller.Right;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.files.NewFile;
import io.tieline.gateway.openai.OpenAiErrors;
import io.tieline.gateway.openai.OpenAiObjects;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes files in. They come as forms whose fields are in any order, and are asked for again by what is in them, so that each
 * is put aside on disk first; memory holds a few kilobytes of it.
 */
final class Uploads {
    private static final String FILE = "file";
    static final String BATCH = "batch";
    private static final List<String> PURPOSES =
            List.of("assistants", BATCH, "fine-tune", "vision", "user_data", "evals");
    private static final Duration BATCH_KEPT = Duration.ofDays(30);
    private static final String EXPIRY_ANCHOR = "expires_after[anchor]";
    private static final String EXPIRY_SECONDS = "expires_after[seconds]";
    private static final List<String> ANCHORS = List.of("created_at");
    private static final int SHORTEST_SECONDS = 3_600;
    private static final int LONGEST_SECONDS = 2_592_000;
    private static final int LONGEST_FIELD = 1_024;
    private static final long ENVELOPE = 64 * 1024;

    /** Of a file for a batch. */
    private static final long LONGEST_BATCH = 200L * 1024 * 1024;

    private final FileShelf files;
    private final Repeats repeats;
    private final Path folder;
    private final long longest;

    Uploads(HttpParts parts, long longest) {
        this.files = parts.files();
        this.repeats = new Repeats(parts.once());
        this.folder = parts.uploads();
        this.longest = longest;
    }

    /** A form that was sent. */
    private record Form(
            Map<String, String> fields, @Nullable String fileName, String hash) {}

    Endpoint endpoint(String path) {
        return new Endpoint("POST", path, Right.SUBMIT, false, this::upload);
    }

    private Result upload(Exchange exchange) throws IOException, InterruptedException {
        Path aside = Files.createTempFile(folder, "upload-", null);
        try {
            Form form = read(exchange, aside);
            return repeats.once(exchange, form.hash(), again -> keep(again, form, aside));
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private Form read(Exchange exchange, Path aside) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        @Nullable String name = null;
        MessageDigest sha256 = Repeats.sha256();
        try (InputStream content = exchange.content(longest + ENVELOPE)) {
            Multipart form =
                    new Multipart(content, exchange.header("content-type").orElse(""));
            for (Multipart.Part part = form.next(); part != null; part = form.next()) {
                if (part.name().equals(FILE) && name == null) {
                    name = part.fileName();
                    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(aside), sha256)) {
                        part.content().transferTo(out);
                    }
                } else {
                    byte[] value = part.content().readNBytes(LONGEST_FIELD);
                    fields.put(part.name(), new String(value, StandardCharsets.UTF_8));
                }
            }
        }
        String hash = HexFormat.of().formatHex(sha256.digest());
        return new Form(fields, name, Repeats.hash(fields + "\n" + name + "\n" + hash));
    }

    private Result keep(Exchange exchange, Form form, Path aside) throws IOException {
        String name = form.fileName();
        if (name == null) {
            throw refuse(new Flaw.Missing(FILE));
        }
        String purpose = form.fields().get("purpose");
        if (purpose == null) {
            throw refuse(new Flaw.Missing("purpose"));
        }
        if (!PURPOSES.contains(purpose)) {
            throw refuse(new Flaw.NotOneOf("purpose", PURPOSES, purpose));
        }
        if (purpose.equals(BATCH) && !name.endsWith(".jsonl")) {
            throw new RefusedException(OpenAiErrors.INSTANCE.notJsonLines());
        }
        long most = purpose.equals(BATCH) ? Math.min(longest, LONGEST_BATCH) : longest;
        if (Files.size(aside) > most) {
            throw new RefusedException(ApiError.of(Trouble.TOO_LARGE, "The file is longer than " + most + " bytes."));
        }
        NewFile file =
                new NewFile(exchange.newId("file-"), exchange.tenant(), name, purpose, most, kept(form, purpose));
        try (InputStream content = Files.newInputStream(aside)) {
            return Result.json(OpenAiObjects.file(files.upload(file, content)));
        }
    }

    private static @Nullable Duration kept(Form form, String purpose) {
        String anchor = form.fields().get(EXPIRY_ANCHOR);
        String seconds = form.fields().get(EXPIRY_SECONDS);
        if (anchor == null && seconds == null) {
            return purpose.equals(BATCH) ? BATCH_KEPT : null;
        }
        if (anchor == null || seconds == null) {
            throw refuse(new Flaw.Missing(anchor == null ? EXPIRY_ANCHOR : EXPIRY_SECONDS));
        }
        if (!ANCHORS.contains(anchor)) {
            throw refuse(new Flaw.NotOneOf(EXPIRY_ANCHOR, ANCHORS, anchor));
        }
        if (!seconds.matches("-?[0-9]{1,9}")) {
            throw refuse(new Flaw.WrongKind(EXPIRY_SECONDS, "an integer", "a string"));
        }
        int count = Integer.parseInt(seconds);
        if (count < SHORTEST_SECONDS) {
            throw refuse(new Flaw.TooSmall(EXPIRY_SECONDS, String.valueOf(SHORTEST_SECONDS), seconds));
        }
        if (count > LONGEST_SECONDS) {
            throw refuse(new Flaw.TooLarge(EXPIRY_SECONDS, String.valueOf(LONGEST_SECONDS), seconds));
        }
        return Duration.ofSeconds(count);
    }

    private static RefusedException refuse(Flaw flaw) {
        return new RefusedException(OpenAiErrors.INSTANCE.phrase(flaw));
    }
}
