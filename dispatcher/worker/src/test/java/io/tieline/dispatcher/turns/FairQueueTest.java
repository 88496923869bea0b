package io.tieline.dispatcher.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who gets the next turn. */
class FairQueueTest {
    private static final String X = "x";
    private static final String Y = "y";

    private final Map<String, TenantShare> shares = new HashMap<>();
    private final FairQueue queue = new FairQueue(tenant -> shares.getOrDefault(tenant, TenantShare.EQUAL));

    @Test
    void shouldHaveNobodyAtFirst() {
        assertThat(queue.next(X, Opening.WIDE)).isEmpty();
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void shouldServeOneTenantInTheOrderOfItsTickets() {
        // Given
        Ticket first = queue.draw("a", false, 1);
        Ticket second = queue.draw("a", false, 1);
        offer(second, X);
        offer(first, X);

        // When, Then
        assertThat(turns(X, 2)).containsExactly(first, second);
    }

    @Test
    void shouldLetASmallTenantPassALargeBacklog() {
        // Given
        for (int i = 0; i < 20_000; i++) {
            offer("a", false, X);
        }
        turns(X, 100);
        List<Ticket> small = List.of(offer("b", false, X), offer("b", false, X), offer("b", false, X));

        // When
        List<Ticket> next = turns(X, 6);

        // Then
        assertThat(next).containsAll(small);
    }

    @Test
    void shouldGiveTurnsByWeight() {
        // Given
        shares.put("a", new TenantShare(3, Integer.MAX_VALUE));
        for (int i = 0; i < 400; i++) {
            offer("a", false, X);
            offer("b", false, X);
        }

        // When
        long ofA = turns(X, 200).stream()
                .filter(ticket -> ticket.tenant.equals("a"))
                .count();

        // Then
        assertThat(ofA).isBetween(149L, 151L);
    }

    @Test
    void shouldCountWhatATurnCosts() {
        // Given
        for (int i = 0; i < 200; i++) {
            queue.offer(queue.draw("a", false, 10), List.of(new Gate(X, false)));
            queue.offer(queue.draw("b", false, 1), List.of(new Gate(X, false)));
        }

        // When
        long ofA = turns(X, 110).stream()
                .filter(ticket -> ticket.tenant.equals("a"))
                .count();

        // Then
        assertThat(ofA).isBetween(9L, 11L);
    }

    @Test
    void shouldServeUrgentOnesFirstButForEveryTenthTurn() {
        // Given
        for (int i = 0; i < 100; i++) {
            offer("a", false, X);
            offer("a", true, X);
        }

        // When
        List<Ticket> turns = turns(X, 40);

        // Then
        for (int i = 0; i < 40; i++) {
            assertThat(turns.get(i).isUrgent()).as("turn %s", i).isEqualTo(i % 10 != 9);
        }
    }

    @Test
    void shouldNotOwePatientOnesWhatPassedBeforeTheyCame() {
        // Given
        for (int i = 0; i < 200; i++) {
            offer("a", true, X);
        }
        turns(X, 100);
        offer("b", false, X);

        // When
        List<Ticket> turns = turns(X, 10);

        // Then
        assertThat(turns.subList(0, 9)).allMatch(Ticket::isUrgent);
        assertThat(turns.get(9).isUrgent()).isFalse();
    }

    @Test
    void shouldLetUrgentOnesThroughWhereThereIsNoRoomForOthers() {
        // Given
        offer("a", false, X);
        Opening narrow = new Opening(false, true);

        // When
        Optional<Ticket> before = queue.next(X, narrow);
        Ticket urgent = offer("a", true, X);

        // Then
        assertThat(before).isEmpty();
        assertThat(queue.next(X, narrow)).contains(urgent);
    }

    @Test
    void shouldGivePatientOnesTheirTenthTurnWhereUrgentOnesTakeAllTheRoom() {
        // Given
        for (int i = 0; i < 40; i++) {
            offer("a", false, X);
            offer("a", true, X);
        }

        // When: urgent ones never leave more room than is kept for them
        List<Ticket> turns = turns(X, 20, new Opening(false, true));

        // Then
        for (int i = 0; i < 20; i++) {
            assertThat(turns.get(i).isUrgent()).as("turn %s", i).isEqualTo(i % 10 != 9);
        }
    }

    @Test
    void shouldHoldThoseThatFailedThereBackWithoutHoldingUpOthers() {
        // Given
        Ticket again = queue.draw("a", false, 1);
        queue.offer(again, List.of(new Gate(X, true)));
        Ticket fresh = offer("a", false, X);

        // When, Then
        assertThat(queue.next(X, new Opening(true, false))).contains(fresh);
        assertThat(queue.next(X, Opening.WIDE)).contains(again);
    }

    @Test
    void shouldPassOverATenantThatHasAsMuchAsItMayHave() {
        // Given
        shares.put("a", new TenantShare(1, 2));
        for (int i = 0; i < 5; i++) {
            offer("a", false, X);
        }
        Ticket other = offer("b", false, X);

        // When
        List<Ticket> turns = turns(X, 3);
        Optional<Ticket> none = queue.next(X, Opening.WIDE);
        boolean full = queue.isTenantFull(turns.getFirst());
        queue.ended(turns.getFirst());

        // Then
        assertThat(turns).contains(other);
        assertThat(none).isEmpty();
        assertThat(full).isTrue();
        assertThat(queue.next(X, Opening.WIDE)).isPresent();
    }

    @Test
    void shouldSaveNothingUpForATenantThatCouldNotCome() {
        // Given
        shares.put("a", new TenantShare(1, 1));
        for (int i = 0; i < 100; i++) {
            offer("a", false, X);
            offer("b", false, X);
        }
        Ticket first = turns(X, 1).getFirst();
        turns(X, 50);

        // When
        queue.ended(first);
        shares.put("a", TenantShare.EQUAL);
        long ofA = turns(X, 10).stream()
                .filter(ticket -> ticket.tenant.equals("a"))
                .count();

        // Then
        assertThat(ofA).isBetween(4L, 6L);
    }

    @Test
    void shouldFollowALimitThatChanges() {
        // Given
        shares.put("a", new TenantShare(1, 1));
        Ticket first = offer("a", false, X);
        offer("a", false, X);
        turns(X, 1);
        shares.put("a", new TenantShare(1, 10));

        // When
        queue.ended(first);

        // Then
        assertThat(queue.next(X, Opening.WIDE)).isPresent();
    }

    @Test
    void shouldWaitNowhereOnceItHasItsTurnSomewhere() {
        // Given
        Ticket both = offer("a", false, X, Y);
        Ticket onlyY = offer("a", false, Y);

        // When
        List<Ticket> atX = turns(X, 1);

        // Then
        assertThat(atX).containsExactly(both);
        assertThat(queue.next(X, Opening.WIDE)).isEmpty();
        assertThat(queue.next(Y, Opening.WIDE)).contains(onlyY);
        assertThat(queue.waiting()).isEqualTo(1);
    }

    @Test
    void shouldNotLetABusyEndpointSpoilTheOrderOfASlowOne() {
        // Given
        for (int i = 0; i < 1_000; i++) {
            offer("a", false, X);
        }
        turns(X, 900);
        for (int i = 0; i < 10; i++) {
            offer("b", false, Y);
        }

        // When
        Ticket newcomer = offer("a", false, Y);

        // Then
        assertThat(turns(Y, 2)).contains(newcomer);
    }

    @Test
    void shouldLeaveNoTraceOfWhoGaveUp() {
        // Given
        List<Ticket> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(offer("a", false, X));
            offer("b", false, X);
        }

        // When
        many.forEach(queue::withdraw);
        Ticket late = offer("a", false, X);

        // Then
        assertThat(turns(X, 2)).contains(late);
    }

    @Test
    void shouldKeepThePlaceOfWhoComesBack() {
        // Given
        Ticket first = offer("a", false, X);
        offer("a", false, X);
        queue.withdraw(first);

        // When
        offer(first, X, Y);

        // Then
        assertThat(turns(X, 1)).containsExactly(first);
    }

    @Test
    void shouldTellWhatWaits() {
        // Given
        queue.offer(queue.draw("a", false, 30), List.of(new Gate(X, false), new Gate(Y, true)));
        Ticket second = queue.draw("b", true, 12);
        queue.offer(second, List.of(new Gate(X, false)));

        // When
        double before = queue.cost(X);
        queue.withdraw(second);

        // Then
        assertThat(before).isEqualTo(42);
        assertThat(queue.cost(X)).isEqualTo(30);
        assertThat(queue.waiting(X)).isEqualTo(1);
        assertThat(queue.waiting(Y)).isEqualTo(1);
        assertThat(queue.waiting()).isEqualTo(1);
    }

    @Test
    void shouldNameABrokenContract() {
        // Given
        Ticket ticket = offer("a", false, X);

        // When, Then
        assertThatThrownBy(() -> offer(ticket, X)).hasMessageContaining("waits already");
        assertThatThrownBy(() -> queue.grant(ticket, Y)).hasMessageContaining("does not wait for y");
        assertThatThrownBy(() -> queue.draw("a", false, 0)).hasMessageContaining("cost is 0.0");
        assertThatThrownBy(() -> queue.ended(ticket)).hasMessageContaining("never began");
        assertThatThrownBy(() -> new TenantShare(0, 1)).hasMessageContaining("above 0");
    }

    private Ticket offer(String tenant, boolean urgent, String... endpoints) {
        Ticket ticket = queue.draw(tenant, urgent, 1);
        offer(ticket, endpoints);
        return ticket;
    }

    private void offer(Ticket ticket, String... endpoints) {
        queue.offer(
                ticket,
                List.of(endpoints).stream().map(each -> new Gate(each, false)).toList());
    }

    private List<Ticket> turns(String endpoint, int count) {
        return turns(endpoint, count, Opening.WIDE);
    }

    private List<Ticket> turns(String endpoint, int count, Opening opening) {
        List<Ticket> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Ticket next = queue.next(endpoint, opening).orElseThrow();
            queue.grant(next, endpoint);
            turns.add(next);
        }
        return turns;
    }
}
