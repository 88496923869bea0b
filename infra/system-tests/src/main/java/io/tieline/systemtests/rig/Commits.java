package io.tieline.systemtests.rig;

import io.tieline.platform.KafkaConnection;
import io.tieline.testing.history.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;

/** What dispatchers have committed. */
final class Commits {
    private static final String GROUPS = "tieline-dispatcher";

    private Commits() {}

    /**
     * A commit of a partition.
     *
     * @param place its offset is the lowest that isn't finished
     * @param map what its metadata say of the offsets behind; empty: nothing
     */
    record Commit(String group, Place place, String map) {}

    static List<Commit> read(KafkaConnection kafka) throws InterruptedException {
        try (Admin admin = Admin.create(kafka.clientProperties(Map.of()))) {
            return read(admin);
        }
    }

    /**
     * The same by a client that is there already.
     *
     * @throws IllegalStateException if Kafka doesn't say
     */
    static List<Commit> read(Admin admin) throws InterruptedException {
        List<Commit> commits = new ArrayList<>();
        try {
            for (GroupListing group : admin.listGroups().all().get()) {
                if (group.groupId().startsWith(GROUPS)) {
                    admin.listConsumerGroupOffsets(group.groupId())
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .forEach((partition, offset) -> commits.add(new Commit(
                                    group.groupId(),
                                    new Place(partition.topic(), partition.partition(), offset.offset()),
                                    offset.metadata())));
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("can't read what is committed", e);
        }
        return commits;
    }
}
