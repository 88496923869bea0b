package io.tieline.dispatcher.turns;

/**
 * Who may come through to an endpoint now.
 *
 * @param patient whether there is room for those whom nobody waits for
 * @param again whether there is room for those who failed there before
 */
public record Opening(boolean patient, boolean again) {
    /** For everybody. */
    public static final Opening WIDE = new Opening(true, true);

    /** Whether a request could pass, if nobody were before it. */
    public boolean admits(Ticket ticket, boolean failedThereBefore) {
        return (patient || ticket.isUrgent()) && (again || !failedThereBefore);
    }
}
