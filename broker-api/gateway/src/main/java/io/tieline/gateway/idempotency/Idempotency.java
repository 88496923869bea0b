package io.tieline.gateway.idempotency;

import io.tieline.client.Request;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.files.NewFile;
import io.tieline.gateway.idempotency.Claims.Answered;
import io.tieline.gateway.idempotency.Claims.State;
import io.tieline.gateway.idempotency.Claims.Step;
import io.tieline.gateway.idempotency.Claims.Working;
import io.tieline.gateway.view.KafkaWriter;
import io.tieline.gateway.view.TopicFollower;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.IdempotentAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a request with a key is worked on once, whichever gateways it is sent to, and that sent again it gets the
 * same answer for a day. Thread-safe.
 */
public final class Idempotency implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** All answers of a day are in memory, so that long ones have to go elsewhere. */
    private static final int MOST_BYTES_IN_RECORD = 16 * 1024;

    /** No tenant has this name. */
    private static final String OWN_FILES = "";

    private final Claims claims;
    private final ClaimBoard board;
    private final Duration patience;
    private final FileShelf files;
    private final InstantSource clock;
    private final KafkaWriter<IdempotentAnswer> records;
    private final TopicFollower<IdempotentAnswer> follower;
    private final Set<Claim> working = ConcurrentHashMap.newKeySet();
    private final Thread renewal;

    /** What a request asks for. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        Answer answer(Turn turn) throws IOException, InterruptedException;
    }

    /** A claim of this gateway that counts. Its records are written one after the other. */
    private static final class Claim {
        private final String key;
        private final String id;
        private final String asked;
        private @Nullable String submitted;
        private boolean ended;

        private Claim(String key, String id, String asked, @Nullable String submitted) {
            this.key = key;
            this.id = id;
            this.asked = asked;
            this.submitted = submitted;
        }
    }

    /**
     * Starts; returns when it knows the answers of the day.
     *
     * @param abandonedAfter a claim that wasn't renewed for so long, for its gateway died, is taken over
     * @param patience how long the same request is waited for while another works on it
     * @throws io.tieline.gateway.view.NotCaughtUpException if Kafka is away
     */
    public Idempotency(
            KafkaConnection kafka,
            AvroSerdes serdes,
            FileShelf files,
            Duration abandonedAfter,
            Duration patience,
            InstantSource clock)
            throws IOException {
        this.claims = new Claims(abandonedAfter);
        this.board = new ClaimBoard(claims);
        this.patience = patience;
        this.files = files;
        this.clock = clock;
        this.follower = TopicFollower.start(
                kafka, serdes, Topics.IDEMPOTENT_ANSWERS, IsolationLevel.READ_COMMITTED, board::take);
        this.records = new KafkaWriter<>(kafka, serdes, Topics.IDEMPOTENT_ANSWERS, ClaimBoard::keyOf);
        this.renewal = Thread.ofPlatform()
                .daemon()
                .name("tieline-claims")
                .start(() -> renewUntilInterrupted(abandonedAfter.dividedBy(4)));
    }

    /**
     * Works on a request, unless that was or is being done.
     *
     * @param asked hash of all that the request asks
     * @throws IOException if Kafka or the file store is away, or the work fails with it
     */
    public Outcome once(Key key, String asked, Work work) throws IOException, InterruptedException {
        Instant end = clock.instant().plus(patience);
        String text = key.text();
        // It tells the time: a request that is named after it is found as fast as any other.
        String claimId = Request.newId();
        follower.catchUp(CATCH_UP);
        while (true) {
            State state = board.get(text);
            Instant now = clock.instant();
            switch (claims.step(state, claimId, asked, now)) {
                case CLAIM -> claimId = claim(text, claimId, asked, now);
                case WORK -> {
                    return work(text, (Working) Objects.requireNonNull(state), work);
                }
                case WAIT -> {
                    Duration left = Duration.between(now, end);
                    if (!left.isPositive()) {
                        return new Outcome.StillWorking(RETRY_AFTER);
                    }
                    // Now and then all the same: a claim grows old without a record.
                    board.awaitChange(
                            text, state, min(left, claims.abandonedAfter().dividedBy(4)));
                }
                case TAKE -> {
                    return new Outcome.Done(read(((Answered) Objects.requireNonNull(state)).answer()), true);
                }
                case REFUSE -> {
                    return new Outcome.OtherRequest();
                }
            }
        }
    }

    /** Claims the key; the id to go on with: this one if the claim counts, or a new one. */
    private String claim(String text, String claimId, String asked, Instant now) throws IOException {
        String recordKey = ClaimBoard.recordKey(text, claimId);
        records.put(
                recordKey, record(new Claim(text, claimId, asked, null), now).build());
        follower.catchUp(CATCH_UP);
        if (claims.step(board.get(text), claimId, asked, now) == Step.WORK) {
            return claimId;
        }
        // Lest it is taken for the first once Kafka has dropped those before it.
        records.remove(recordKey);
        return Request.newId();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Outcome work(String text, Working state, Work work) throws IOException, InterruptedException {
        Claim claim = new Claim(text, state.claimId(), state.asked(), state.submitted());
        working.add(claim);
        @Nullable Answer answer = null;
        try {
            answer = work.answer(
                    new Turn(state.origin(), Optional.ofNullable(state.submitted()), id -> submitted(claim, id)));
        } finally {
            working.remove(claim);
            if (answer == null || !answer.isFinal()) {
                giveUp(claim, answer != null);
            }
        }
        return answer.isFinal() ? keep(claim, answer) : new Outcome.Done(answer, false);
    }

    /** What is done is done: where it can't be kept, the caller gets it all the same. */
    private Outcome keep(Claim claim, Answer answer) {
        try {
            IdempotentAnswer.Builder record =
                    record(claim, clock.instant()).setStatus(answer.status()).setContentType(answer.contentType());
            if (answer.body().remaining() <= MOST_BYTES_IN_RECORD) {
                record.setBody(answer.body().duplicate());
            } else {
                record.setBodyFile(store(answer.body().duplicate()));
            }
            synchronized (claim) {
                claim.ended = true;
                records.put(ClaimBoard.recordKey(claim.key, claim.id), record.build());
            }
            follower.catchUp(CATCH_UP);
            // Somebody may have taken this claim for abandoned, and have answered first.
            return board.get(claim.key) instanceof Answered first
                            && !first.answer().getClaimId().equals(claim.id)
                    ? new Outcome.Done(read(first.answer()), true)
                    : new Outcome.Done(answer, false);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("key", claim.key)
                    .addKeyValue("error", e.getMessage())
                    .log("an answer can't be kept: the same request will be worked on again");
            return new Outcome.Done(answer, false);
        }
    }

    private String store(ByteBuffer body) throws IOException {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        // Longer than its record is there.
        NewFile file = new NewFile(null, OWN_FILES, "answer", "idempotent_answer", bytes.length, KEPT.plusHours(1));
        return files.upload(file, new ByteArrayInputStream(bytes)).getFileId();
    }

    private Answer read(IdempotentAnswer answer) throws IOException {
        ByteBuffer body = answer.getBody();
        String file = answer.getBodyFile();
        if (body == null) {
            try (InputStream content = files.open(OWN_FILES, String.valueOf(file), 0)
                    .map(FileShelf.Opened::content)
                    .orElseThrow(() -> new NoSuchFileException(String.valueOf(file)))) {
                body = ByteBuffer.wrap(content.readAllBytes());
            }
        }
        return new Answer(
                Objects.requireNonNull(answer.getStatus()), String.valueOf(answer.getContentType()), body.duplicate());
    }

    /** Told beside the work, which waits for the answer anyway. */
    private void submitted(Claim claim, String requestId) {
        synchronized (claim) {
            claim.submitted = requestId;
        }
        Thread.startVirtualThread(() -> renew(claim));
    }

    /**
     * Leaves it to whoever comes next, at once. Without an answer, what was submitted for it will have one all the same, and he
     * has to know.
     */
    private void giveUp(Claim claim, boolean isAnswered) {
        try {
            synchronized (claim) {
                claim.ended = true;
                String recordKey = ClaimBoard.recordKey(claim.key, claim.id);
                if (isAnswered || claim.submitted == null) {
                    records.remove(recordKey);
                } else {
                    Instant abandoned = clock.instant().minus(claims.abandonedAfter());
                    records.put(recordKey, record(claim, abandoned).build());
                }
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("key", claim.key)
                    .addKeyValue("error", e.getMessage())
                    .log("a claim can't be given up; it will be taken for abandoned");
        }
    }

    private static IdempotentAnswer.Builder record(Claim claim, Instant claimedAt) {
        return IdempotentAnswer.newBuilder()
                .setKey(claim.key)
                .setBodySha256(claim.asked)
                .setClaimId(claim.id)
                .setClaimedAt(claimedAt.truncatedTo(ChronoUnit.MILLIS))
                .setRequestId(claim.submitted);
    }

    private void renewUntilInterrupted(Duration pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                working.forEach(this::renew);
                board.forgetBefore(clock.instant().minus(KEPT));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew(Claim claim) {
        try {
            synchronized (claim) {
                if (!claim.ended) {
                    records.put(
                            ClaimBoard.recordKey(claim.key, claim.id),
                            record(claim, clock.instant()).build());
                }
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("key", claim.key)
                    .addKeyValue("error", e.getMessage())
                    .log("a claim can't be renewed; it may be taken for abandoned");
        }
    }

    @Override
    public void close() {
        renewal.interrupt();
        follower.close();
        records.close();
    }
}
