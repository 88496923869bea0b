package io.tieline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.WriterSchemas.Away;
import io.tieline.schemas.WriterSchemas.Found;
import io.tieline.schemas.WriterSchemas.Known;
import io.tieline.schemas.WriterSchemas.Unknown;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class WriterSchemasTest {
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);

    private final Map<Integer, Schema> registered = new HashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private boolean away;
    private long now;
    private final WriterSchemas schemas = new WriterSchemas(this::ask, () -> now);

    private Optional<Schema> ask(int id) {
        calls.incrementAndGet();
        if (away) {
            throw new RegistryException("connection refused", null);
        }
        return Optional.ofNullable(registered.get(id));
    }

    @Test
    void asksOnceForWhatIsThereAndKeepsItForEver() {
        // Given
        registered.put(1, TEXT);
        schemas.byId(1);
        away = true;
        now += Duration.ofDays(400).toNanos();
        // When
        Found found = schemas.byId(1);
        // Then
        assertThat(found).isEqualTo(new Known(TEXT));
        assertThat(calls).hasValue(1);
    }

    @Test
    void remembersForAWhileWhatIsNotThere() {
        // Given
        schemas.byId(2);
        now += WriterSchemas.UNKNOWN_FOR.toNanos() - 1;
        // When
        Found young = schemas.byId(2);
        registered.put(2, TEXT);
        now += 1;
        Found old = schemas.byId(2);
        // Then
        assertThat(young).isEqualTo(new Unknown());
        assertThat(old).isEqualTo(new Known(TEXT));
        assertThat(calls).hasValue(2);
    }

    @Test
    void asksOncePerMomentWhileTheRegistryIsAway() {
        // Given
        away = true;
        Found first = schemas.byId(3);
        Found other = schemas.byId(4);
        // When
        away = false;
        registered.put(3, TEXT);
        now += WriterSchemas.AWAY_FOR.toNanos();
        Found later = schemas.byId(3);
        // Then
        assertThat(first).isEqualTo(new Away("connection refused"));
        assertThat(other).isEqualTo(first);
        assertThat(later).isEqualTo(new Known(TEXT));
        assertThat(calls).hasValue(2);
    }

    @Test
    void idsThatNoRegistryGivesCostNoCall() {
        // When, Then
        assertThat(schemas.byId(0)).isEqualTo(new Unknown());
        assertThat(schemas.byId(Integer.MIN_VALUE)).isEqualTo(new Unknown());
        assertThat(calls).hasValue(0);
    }

    @Test
    void manyThreadsWithOneUnknownIdAskOnce() {
        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 2_000).forEach(i -> threads.execute(() -> schemas.byId(7)));
        }
        // Then
        assertThat(calls).hasValue(1);
    }

    @Test
    void aFloodOfDifferentIdsDoesNotGrowWithoutBounds() {
        // Given
        IntStream.rangeClosed(1, 30_000).forEach(schemas::byId);
        // When
        schemas.byId(1);
        // Then
        assertThat(calls).hasValue(30_000);
        assertThat(schemas.unknownCount()).isEqualTo(10_000);
    }
}
