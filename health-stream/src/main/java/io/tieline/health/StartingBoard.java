package io.tieline.health;

import io.tieline.health.query.Board;
import io.tieline.health.query.BoardAnswer;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stands in for the board until the job runs: the job must know the server's port, and the server comes first. */
final class StartingBoard implements Board {
    private static final String STARTING = "the health stream is starting";

    private final CompletableFuture<Board> board = new CompletableFuture<>();

    void isHere(Board started) {
        board.complete(started);
    }

    @Override
    public boolean isReady() {
        return board.isDone() && board.join().isReady();
    }

    @Override
    public BoardAnswer<List<ProviderHealth>> health(Instant now) {
        return board.isDone() ? board.join().health(now) : new BoardAnswer.NotNow<>(STARTING);
    }

    @Override
    public BoardAnswer<List<Transition>> history(Instant since) {
        return board.isDone() ? board.join().history(since) : new BoardAnswer.NotNow<>(STARTING);
    }

    @Override
    public BoardAnswer<List<Spend>> spend(SpendScope by, String period) {
        return board.isDone() ? board.join().spend(by, period) : new BoardAnswer.NotNow<>(STARTING);
    }
}
