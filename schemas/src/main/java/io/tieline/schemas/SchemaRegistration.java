package io.tieline.schemas;

import java.net.URI;
import java.util.Collection;
import org.apache.avro.specific.SpecificData;

/** Puts the schemas of topics into the registry: the admin's step, never a producer's. */
public final class SchemaRegistration {
    private SchemaRegistration() {}

    /**
     * Registers each topic's schema as the newest version of its subject unless it is there, and has the registry refuse
     * any later version that couldn't read the records of all earlier ones. May be repeated at will.
     *
     * @throws RegistryException if the registry can't be reached, or refuses a schema as incompatible
     */
    public static void register(URI registryUrl, Collection<? extends Topic<?>> topics) {
        Registry registry = new Registry(registryUrl);
        for (Topic<?> topic : topics) {
            registry.register(topic.subject(), SpecificData.get().getSchema(topic.valueType()));
        }
    }
}
