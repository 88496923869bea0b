package io.tieline.platform;

import io.tieline.platform.TopicReport.Created;
import io.tieline.platform.TopicReport.Differs;
import io.tieline.platform.TopicReport.Exists;
import io.tieline.platform.TopicReport.State;
import io.tieline.schemas.RegistryException;
import io.tieline.schemas.SchemaRegistration;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics and registers their schemas: the admin's step that comes before everything else. */
public final class TopicSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

    private final KafkaConnection kafka;
    private final Duration timeout;

    private TopicSetup(KafkaConnection kafka, Duration timeout) {
        this.kafka = kafka;
        this.timeout = timeout;
    }

    /**
     * Creates what is missing and reports the rest; may be repeated at will. A topic that is there is never changed.
     *
     * @param timeout how long each of a few questions to Kafka may take
     * @return one report for each topic
     * @throws SetupException if Kafka can't be reached or refuses
     * @throws RegistryException if the registry can't be reached or refuses a schema
     */
    public static List<TopicReport> run(
            KafkaConnection kafka, RegistryConnection registry, TopicSettings settings, Duration timeout) {
        List<TopicReport> reports = createTopics(kafka, settings, timeout);
        SchemaRegistration.register(registry.url(), Topics.ALL);
        return reports;
    }

    /** The same without the schemas. */
    public static List<TopicReport> createTopics(KafkaConnection kafka, TopicSettings settings, Duration timeout) {
        return new TopicSetup(kafka, timeout).apply(TopicPlan.all(settings));
    }

    private List<TopicReport> apply(List<TopicPlan> plans) {
        int millis = Math.toIntExact(timeout.toMillis());
        Map<String, Object> properties = kafka.clientProperties(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis));
        try (Admin admin = Admin.create(properties)) {
            Map<String, Boolean> created = create(admin, plans);
            Map<String, State> existing = compare(
                    admin,
                    plans.stream()
                            .filter(plan -> !created.getOrDefault(plan.name(), false))
                            .toList());
            List<TopicReport> reports = new ArrayList<>();
            for (TopicPlan plan : plans) {
                State state = existing.getOrDefault(plan.name(), new Created());
                LOG.atInfo()
                        .addKeyValue("topic", plan.name())
                        .addKeyValue("state", state)
                        .log("Topic checked");
                reports.add(new TopicReport(plan.name(), state));
            }
            return List.copyOf(reports);
        } catch (KafkaException e) {
            throw explain("can't make a client", e);
        }
    }

    /** Names of the topics, and whether each was created just now. */
    private Map<String, Boolean> create(Admin admin, List<TopicPlan> plans) {
        List<NewTopic> topics = plans.stream()
                .map(plan ->
                        new NewTopic(plan.name(), plan.partitions(), plan.replicationFactor()).configs(plan.configs()))
                .toList();
        Map<String, Boolean> created = new HashMap<>();
        admin.createTopics(topics)
                .values()
                .forEach((name, done) -> created.put(name, createdNow("create topic " + name, done)));
        return created;
    }

    private boolean createdNow(String what, KafkaFuture<Void> done) {
        try {
            done.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw explain("can't " + what, Objects.requireNonNull(e.getCause(), "Kafka gave no cause"));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Map<String, State> compare(Admin admin, List<TopicPlan> plans) {
        if (plans.isEmpty()) {
            return Map.of();
        }
        Map<String, TopicPlan> byName = plans.stream().collect(Collectors.toMap(TopicPlan::name, Function.identity()));
        Map<String, TopicDescription> topics =
                await("describe topics", admin.describeTopics(byName.keySet()).allTopicNames());
        Map<ConfigResource, Config> configs = await(
                "describe the settings of topics",
                admin.describeConfigs(byName.keySet().stream()
                                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                                .toList())
                        .all());
        Map<String, State> states = new HashMap<>();
        configs.forEach((resource, config) -> {
            TopicDescription topic = topics.get(resource.name());
            TopicPlan plan = byName.get(resource.name());
            if (topic != null && plan != null) {
                states.put(resource.name(), state(plan, topic, config));
            }
        });
        return states;
    }

    private static State state(TopicPlan plan, TopicDescription topic, Config config) {
        Map<String, String> actual = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                actual.put(entry.name(), entry.value());
            }
        }
        int replicas = topic.partitions().getFirst().replicas().size();
        List<String> differences = plan.differences(topic.partitions().size(), replicas, actual);
        return differences.isEmpty() ? new Exists() : new Differs(differences);
    }

    private <T> T await(String what, KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw explain("can't " + what, Objects.requireNonNull(e.getCause(), "Kafka gave no cause"));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private SetupException explain(String what, Throwable cause) {
        String reason = cause instanceof TimeoutException
                ? "no answer within " + timeout.toSeconds() + " s; check that it runs and that the address is right"
                : cause.toString();
        return new SetupException("Kafka at " + kafka.bootstrapServers() + ": " + what + ": " + reason, cause);
    }

    private SetupException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SetupException("Kafka at " + kafka.bootstrapServers() + ": interrupted while waiting", e);
    }
}
