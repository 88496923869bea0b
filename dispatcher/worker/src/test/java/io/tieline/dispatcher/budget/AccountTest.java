package io.tieline.dispatcher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Purse.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountTest {
    private static final long LIMIT = 1_000;

    /** A limit of 1,000; what the table holds of this dispatcher's spending is part of what it holds of all. */
    @ParameterizedTest(name = "table {0} ({1} own), own {2}, set aside {3}, estimate {4}, {5} dispatchers: {6}")
    @CsvSource({
        // alone
        "   0,   0,   0,   0,    1, 1, AFFORDED",
        "   0,   0,   0,   0, 1000, 1, AFFORDED",
        "   0,   0,   0,   0, 1001, 1, USED_UP",
        " 999,   0,   0,   0,    1, 1, AFFORDED",
        "1000,   0,   0,   0,    1, 1, USED_UP",
        "5000,   0,   0,   0,    1, 1, USED_UP",
        // own spending that the table doesn't hold yet counts, and counts once
        "   0,   0, 990,   0,   10, 1, AFFORDED",
        "   0,   0, 990,   0,   11, 1, USED_UP",
        " 990, 990, 990,   0,   10, 1, AFFORDED",
        " 990, 600, 990,   0,   10, 1, USED_UP",
        // what is set aside may come back
        "   0,   0,   0, 990,   10, 1, AFFORDED",
        "   0,   0,   0, 991,   10, 1, SET_ASIDE",
        " 500,   0, 400,  95,   10, 1, SET_ASIDE",
        " 500,   0, 495,   5,   10, 1, USED_UP",
        // one of several keeps to its part
        "   0,   0,   0, 240,   10, 4, AFFORDED",
        "   0,   0,   0, 241,   10, 4, SET_ASIDE",
        "   0,   0, 241,   0,   10, 4, SET_ASIDE",
        " 200,   0,   0, 190,   10, 4, AFFORDED",
        " 200,   0,   0, 191,   10, 4, SET_ASIDE",
        // a single call may take what is left
        " 980,   0,   0,   0,   20, 4, AFFORDED",
        " 980,   0,   0,   1,   19, 4, SET_ASIDE",
        " 980,   0,   0,   0,   21, 4, USED_UP"
    })
    void affordsWhatIsLeft(
            long inTable, long ownInTable, long own, long setAside, long estimate, int workers, Answer answer) {
        // Given
        Account account = new Account();
        account.spent(own);
        account.told(inTable, ownInTable, false);
        // When, Then
        assertThat(account.affords(LIMIT, setAside, estimate, workers)).isEqualTo(answer);
    }

    @Test
    void takesWhatAPredecessorOfItsNameSpentForNoneOfItsOwn() {
        // Given
        Account account = new Account();
        account.told(300, 300, true);
        // When
        account.spent(100);
        // Then
        assertThat(account.left(LIMIT)).isEqualTo(600);
        // When
        account.told(400, 400, false);
        // Then
        assertThat(account.left(LIMIT)).isEqualTo(600);
    }

    @Test
    void countsOwnSpendingThatNeverReachesTheTable() {
        // Given
        Account account = new Account();
        account.spent(100);
        // When
        account.told(700, 0, false);
        // Then
        assertThat(account.left(LIMIT)).isEqualTo(200);
    }

    @Test
    void countsNothingTwiceWhereTheTableBeginsAnew() {
        // Given
        Account account = new Account();
        account.told(300, 300, true);
        account.spent(50);
        // When
        account.told(10, 10, false);
        // Then
        assertThat(account.left(LIMIT)).isEqualTo(940);
    }

    @Test
    void hasNoEndWithoutALimit() {
        // Given
        Account account = new Account();
        account.told(Long.MAX_VALUE, 5, false);
        // When, Then
        assertThat(new Account().affords(Long.MAX_VALUE, Long.MAX_VALUE / 2, 1, 1))
                .isEqualTo(Answer.AFFORDED);
        assertThat(account.affords(LIMIT, 0, 1, 3)).isEqualTo(Answer.USED_UP);
    }
}
