package io.tieline.testing.history;

/**
 * Where a record is.
 *
 * @param offset of the record; of a commit: the lowest offset that isn't finished
 */
public record Place(String topic, int partition, long offset) {
    /** {@code topic/partition/offset}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is no place
     */
    public static Place parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is no topic/partition/offset");
        }
        return new Place(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }
}
