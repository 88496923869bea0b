package io.tieline.dispatcher.budget;

import io.tieline.routing.Budget;
import io.tieline.routing.Budget.WhenUsedUp;
import io.tieline.routing.Purse.Answer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one tenant: of this day and this month in UTC, and of their neighbours, as clocks differ. What is set aside
 * counts whenever its call ends, so calls that are under way at midnight count for the new day before they have ended.
 * Safe for use by several threads.
 */
final class Ledger {
    private static final long SECONDS_OF_A_DAY = 86_400;

    private final Map<String, Account> accounts = new HashMap<>();
    private long setAside;
    private long epochDay = Long.MIN_VALUE;
    private Account today = new Account();
    private Account thisMonth = new Account();

    /** Their limits as whole numbers, made once for each budget: they are asked for many times a second. */
    private @Nullable Budget budget;

    private long perDay;
    private long perMonth;

    /** Whether one more call can be paid for. */
    synchronized Answer affords(Budget asked, long estimate, Instant now, int workers) {
        goTo(now);
        read(asked);
        if (estimate == 0) {
            boolean over = today.left(perDay) <= 0 || thisMonth.left(perMonth) <= 0;
            return over && asked.whenUsedUp() == WhenUsedUp.STOP ? Answer.USED_UP : Answer.AFFORDED;
        }
        Answer day = today.affords(perDay, setAside, estimate, workers);
        Answer month = thisMonth.affords(perMonth, setAside, estimate, workers);
        return day.compareTo(month) > 0 ? day : month;
    }

    /** Sets the estimate aside, if it can be paid for at this moment. */
    synchronized boolean reserve(@Nullable Budget asked, long estimate, Instant now, int workers) {
        if (asked != null && affords(asked, estimate, now, workers) != Answer.AFFORDED) {
            return false;
        }
        setAside += estimate;
        return true;
    }

    /** A call that was paid for has ended. */
    synchronized void settle(long estimate, long microUsd, Instant endedAt) {
        setAside -= estimate;
        LocalDate day = LocalDate.ofInstant(endedAt, ZoneOffset.UTC);
        account(day.toString()).spent(microUsd);
        account(YearMonth.from(day).toString()).spent(microUsd);
    }

    /** A call that was to be paid for was not made. */
    synchronized void release(long estimate) {
        setAside -= estimate;
    }

    /** The table was read; periods that are neither now nor next to it are passed over. */
    synchronized void told(String period, long total, long ofThisWorker, boolean starting, Instant now) {
        goTo(now);
        if (around(LocalDate.ofEpochDay(epochDay)).contains(period)) {
            account(period).told(total, ofThisWorker, starting);
        }
    }

    private void goTo(Instant now) {
        long day = Math.floorDiv(now.getEpochSecond(), SECONDS_OF_A_DAY);
        if (day == epochDay) {
            return;
        }
        epochDay = day;
        LocalDate date = LocalDate.ofEpochDay(day);
        accounts.keySet().retainAll(around(date));
        today = account(date.toString());
        thisMonth = account(YearMonth.from(date).toString());
    }

    private static Set<String> around(LocalDate date) {
        Set<String> periods = new HashSet<>();
        for (LocalDate day : List.of(date.minusDays(1), date, date.plusDays(1))) {
            periods.add(day.toString());
            periods.add(YearMonth.from(day).toString());
        }
        return periods;
    }

    private Account account(String period) {
        return accounts.computeIfAbsent(period, _ -> new Account());
    }

    private void read(Budget asked) {
        if (budget == null || !budget.equals(asked)) {
            budget = asked;
            perDay = asked.perDayMicroUsd().orElse(Long.MAX_VALUE);
            perMonth = asked.perMonthMicroUsd().orElse(Long.MAX_VALUE);
        }
    }
}
