package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FinalizerTest {
    private static final String ID = "batch_1";
    private static final int LINES = 3;

    private final PlainAvro avro = new PlainAvro();
    private final FakeFiles files = new FakeFiles();
    private final CountDownLatch outputRead = new CountDownLatch(1);
    private final CountDownLatch outputKept = new CountDownLatch(1);
    private final Set<String> stuck = ConcurrentHashMap.newKeySet();
    private final NavigableMap<String, byte[]> results = new ConcurrentSkipListMap<>();
    private final AtomicInteger readings = new AtomicInteger();
    private final MockProducer<String, byte[]> commands =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final Finalizer finalizer = new Finalizer(
            new JobParts(
                    avro,
                    _ -> new PlainFormat(),
                    (_, _) -> true,
                    slowFiles(),
                    clients(),
                    InstantSource.fixed(Samples.NOON)),
            (_, firstKey, lastKey) -> reading(firstKey, lastKey));

    @AfterEach
    void close() {
        finalizer.close();
    }

    private KeyValueIterator<String, byte[]> reading(String firstKey, String lastKey) {
        return new MapIterator(results.subMap(firstKey, lastKey)) {
            @Override
            public void close() {
                readings.incrementAndGet();
            }
        };
    }

    /** They take long for the first file. */
    private JobFiles slowFiles() {
        return new JobFiles() {
            @Override
            public boolean has(String tenant, String fileId) {
                return files.has(tenant, fileId);
            }

            @Override
            public InputStream open(String tenant, String fileId, long from) throws IOException {
                return files.open(tenant, fileId, from);
            }

            @Override
            public InferenceRequest leave(InferenceRequest request) throws IOException {
                return files.leave(request);
            }

            @Override
            public void keep(Job job, String fileId, String name, InputStream content) throws IOException {
                if (stuck.contains(job.getJobId())) {
                    throw new IOException("nothing can be written for this job");
                }
                files.keep(job, fileId, name, content);
                outputRead.countDown();
                try {
                    outputKept.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException("the test is over");
                }
            }

            @Override
            public StoredFile prepare(Job job, String fileId, String name, InputStream content) throws IOException {
                return files.prepare(job, fileId, name, content);
            }
        };
    }

    private JobClients clients() {
        return new JobClients(KafkaConnection.to("127.0.0.1:1")) {
            @Override
            Producer<String, byte[]> commanding() {
                return commands;
            }
        };
    }

    private void answered() {
        answered(ID);
    }

    private void answered(String id) {
        for (int line = 1; line <= LINES; line++) {
            results.put(new JobLine(id, line).key(), reply(id, line));
        }
    }

    private byte[] reply(String id, int line) {
        return avro.encode(Topics.REPLIES, Samples.reply(id, line, Outcome.COMPLETED));
    }

    private static Job job(JobState state) {
        return job(ID, state);
    }

    private static Job job(String id, JobState state) {
        return Job.newBuilder(Samples.job(id)).setState(state).setTotal(LINES).build();
    }

    @Test
    void tellsWhatItHasWritten() {
        // Given
        answered();
        outputKept.countDown();
        // When
        finalizer.stands(0, job(JobState.FINALIZING));
        // Then
        await().until(() -> !commands.history().isEmpty());
        JobCommand told =
                avro.own(Topics.JOB_COMMANDS, commands.history().getFirst().value());
        assertThat(told.getOutputFileId()).isEqualTo("file-" + ID + "-output");
        assertThat(told.getErrorFileId()).isNull();
        assertThat(files.text("acme", "file-" + ID + "-output"))
                .isEqualTo("c-1 COMPLETED\nc-2 COMPLETED\nc-3 COMPLETED\n");
    }

    @Test
    void writesTheFilesOfOthersWhereThoseOfSomeJobsFailAllTheTime() {
        // Given
        answered();
        outputKept.countDown();
        List.of("stuck_1", "stuck_2", "stuck_3").forEach(id -> {
            stuck.add(id);
            answered(id);
            finalizer.stands(0, job(id, JobState.FINALIZING));
        });
        // When
        finalizer.stands(0, job(JobState.FINALIZING));
        // Then
        await().until(() -> !commands.history().isEmpty());
        assertThat(files.text("acme", "file-" + ID + "-output")).isNotNull();
        // When
        stuck.remove("stuck_2");
        // Then
        await().until(() -> commands.history().size() == 2);
        assertThat(files.text("acme", "file-stuck_2-output")).isNotNull();
    }

    private static Job mended(long mended) {
        return Job.newBuilder(job(JobState.COMPLETED))
                .setStartedAt(Samples.NOON)
                .setErrorFileId("file-" + ID + "-errors")
                .setMended(mended)
                .build();
    }

    private JobCommand told(int number) {
        await().until(() -> commands.history().size() > number);
        return avro.own(Topics.JOB_COMMANDS, commands.history().get(number).value());
    }

    @Test
    void movesMendedLinesFromTheFileOfErrorsToThatOfAnswers() {
        // Given
        files.put("acme", "file-" + ID + "-errors", "c-1 FAILED\nc-2 EXPIRED\nc-3 FAILED\n");
        results.put(new JobLine(ID, 3).mendedKey(), reply(ID, 3));
        results.put(new JobLine(ID, 1).mendedKey(), reply(ID, 1));
        // When
        finalizer.stands(0, mended(2));
        JobCommand told = told(0);
        // Then
        assertThat(told.getMended()).isEqualTo(2);
        assertThat(told.getOutputFileId()).isEqualTo("file-" + ID + "-output");
        assertThat(told.getErrorFileId()).isEqualTo("file-" + ID + "-errors");
        assertThat(told.getFiles())
                .extracting(StoredFile::getFileId)
                .containsExactly("file-" + ID + "-output", "file-" + ID + "-errors");
        assertThat(files.text("acme", "file-" + ID + "-errors"))
                .as("nobody sees it before the stream says so")
                .isEqualTo("c-1 FAILED\nc-2 EXPIRED\nc-3 FAILED\n");
        files.show(told.getFiles());
        assertThat(files.text("acme", "file-" + ID + "-output")).isEqualTo("c-1 COMPLETED\nc-3 COMPLETED\n");
        assertThat(files.text("acme", "file-" + ID + "-errors")).isEqualTo("c-2 EXPIRED\n");
    }

    @Test
    void mendsTheSameLinesAgainWithoutDoublingThem() {
        // Given
        files.put("acme", "file-" + ID + "-output", "c-2 COMPLETED\n");
        files.put("acme", "file-" + ID + "-errors", "c-1 FAILED\nc-3 FAILED\n");
        results.put(new JobLine(ID, 3).mendedKey(), reply(ID, 3));
        finalizer.stands(0, mended(1));
        files.show(told(0).getFiles());
        // When
        results.put(new JobLine(ID, 1).mendedKey(), reply(ID, 1));
        finalizer.stands(0, mended(2));
        files.show(told(1).getFiles());
        // Then
        assertThat(files.text("acme", "file-" + ID + "-output"))
                .isEqualTo("c-2 COMPLETED\nc-1 COMPLETED\nc-3 COMPLETED\n");
        assertThat(files.text("acme", "file-" + ID + "-errors")).isEmpty();
    }

    @Test
    void waitsForMendedLinesThatAreNotHereYet() {
        // Given
        files.put("acme", "file-" + ID + "-errors", "c-1 FAILED\nc-3 FAILED\n");
        results.put(new JobLine(ID, 3).mendedKey(), reply(ID, 3));
        // When
        finalizer.stands(0, mended(2));
        await().until(() -> readings.get() > 0);
        // Then
        assertThat(commands.history()).isEmpty();
        // When
        results.put(new JobLine(ID, 1).mendedKey(), reply(ID, 1));
        // Then
        assertThat(told(0).getMended()).isEqualTo(2);
    }

    @Test
    void leavesAFileOfErrorsDeletedThatItsOwnerHasDeleted() {
        // Given
        results.put(new JobLine(ID, 3).mendedKey(), reply(ID, 3));
        // When
        finalizer.stands(0, mended(1));
        // Then
        assertThat(told(0).getFiles()).extracting(StoredFile::getFileId).containsExactly("file-" + ID + "-output");
    }

    @Test
    void losesNoLineOfAFileWhoseContentIsNotFoundAtTheMoment() {
        // Given
        String output = "file-" + ID + "-output";
        files.put("acme", output, "c-2 COMPLETED\n");
        files.put("acme", "file-" + ID + "-errors", "c-3 FAILED\n");
        results.put(new JobLine(ID, 3).mendedKey(), reply(ID, 3));
        files.mislay("acme", output);
        // When
        finalizer.stands(0, mended(1));
        await().until(() -> files.lookedFor("acme", output) >= 2);
        // Then
        assertThat(commands.history()).isEmpty();
        // When
        files.findAgain("acme", output);
        files.show(told(0).getFiles());
        // Then
        assertThat(files.text("acme", output)).isEqualTo("c-2 COMPLETED\nc-3 COMPLETED\n");
    }

    /** The gateway before had said that it has written them, and died before that was read. */
    @Test
    void takesNoLineForUnansweredBecauseItsResultIsDropped() throws InterruptedException {
        // Given
        files.put("acme", "file-in", "a one\nb two\nc three\n");
        answered();
        finalizer.stands(0, job(JobState.FINALIZING));
        outputRead.await();
        // When
        finalizer.stands(0, job(JobState.COMPLETED));
        results.clear();
        outputKept.countDown();
        // Then
        await().until(() -> readings.get() == 2);
        assertThat(files.text("acme", "file-" + ID + "-errors")).isNull();
        assertThat(commands.history()).isEmpty();
    }
}
