package io.tieline.schemas;

import org.apache.avro.specific.SpecificRecord;

/**
 * A topic of the broker and what its values are. Keys are UTF-8 strings on every topic.
 *
 * @param name name of the topic in Kafka
 * @param valueType the Avro record that its values hold
 */
public record Topic<V extends SpecificRecord>(String name, Class<V> valueType) {
    static {
        TrustedRecords.trust();
    }

    public Topic {
        if (!name.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw new IllegalArgumentException("'" + name + "' can't be the name of a Kafka topic:"
                    + " 1 to 249 letters, digits, dots, underscores and hyphens are allowed");
        }
    }

    /** The same kind of values under another name, such as a reply topic of one tenant. */
    public Topic<V> named(String otherName) {
        return new Topic<>(otherName, valueType);
    }

    /** Name under which the registry keeps the schema of the values. */
    public String subject() {
        return name + "-value";
    }
}
