package io.tieline.schemas;

import com.microsoft.kiota.ApiException;
import com.microsoft.kiota.RequestInformation;
import io.apicurio.registry.resolver.client.RegistryArtifactReference;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.resolver.client.RegistryVersionCoordinates;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.rest.client.RegistryClient;
import io.apicurio.registry.rest.client.models.CreateRule;
import io.apicurio.registry.rest.client.models.ProblemDetails;
import io.apicurio.registry.rest.client.models.RuleType;
import io.apicurio.registry.rest.client.models.SearchedVersion;
import io.kiota.http.jdk.JDKRequestAdapter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The questions that are put to Apicurio Registry. Each is one or a few HTTP calls of at most {@link #TIMEOUT}, and fails
 * with a {@link RegistryException} that names the registry's address. Thread-safe.
 */
final class Registry implements WriterSchemas.Source {
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final String GROUP = "default";
    private static final String AVRO = "AVRO";
    private static final String FIND_OR_CREATE = "FIND_OR_CREATE_VERSION";
    /** A topic holds records of several versions at a time, so the newest must read them all, not just the last. */
    private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

    private static final int NOT_FOUND = 404;
    private static final int NO_ANSWER = 0;

    /** How the registry names a broken rule; its status is 400 here and 409 there. */
    private static final String REFUSAL = "RuleViolationException";

    private final URI url;
    private final RegistryClient client;
    private final RegistryClientFacade facade;

    Registry(URI url) {
        this.url = url;
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
        JDKRequestAdapter adapter = new ImpatientAdapter(http);
        adapter.setBaseUrl(url.toString());
        this.client = new RegistryClient(adapter);
        this.facade = new RegistryClientFacadeImpl(client);
    }

    /** The adapter as it is waits for ever for a registry that accepts connections and doesn't answer. */
    // The raw method is the adapter's own; this class only inherits it.
    @SuppressWarnings("unchecked")
    private static final class ImpatientAdapter extends JDKRequestAdapter {
        ImpatientAdapter(HttpClient http) {
            super(http);
        }

        @Override
        protected HttpRequest getRequestFromRequestInformation(RequestInformation information) {
            HttpRequest request = super.getRequestFromRequestInformation(information);
            return HttpRequest.newBuilder(request, (name, value) -> true)
                    .timeout(TIMEOUT)
                    .build();
        }
    }

    /** What Apicurio's own classes ask the registry through. */
    RegistryClientFacade facade() {
        return facade;
    }

    URI url() {
        return url;
    }

    /** Id of this schema under the subject; empty where it isn't registered there. */
    OptionalInt idOf(String subject, Schema schema) {
        ArtifactReference reference =
                ArtifactReference.builder().groupId(GROUP).artifactId(subject).build();
        List<RegistryVersionCoordinates> versions = call(
                "search for the schema of " + subject,
                () -> facade.searchVersionsByContent(schema.toString(), AVRO, reference, false));
        return versions.stream()
                .mapToInt(version -> Math.toIntExact(version.getContentId()))
                .findFirst();
    }

    /** Ids of all schemas that the subject ever had; empty where there is no such subject. */
    List<Integer> idsOf(String subject) {
        return ask(
                        "list the schemas of " + subject,
                        () -> client.groups()
                                .byGroupId(GROUP)
                                .artifacts()
                                .byArtifactId(subject)
                                .versions()
                                .get())
                .map(results -> Objects.requireNonNull(results.getVersions()).stream()
                        .map(SearchedVersion::getContentId)
                        .map(Objects::requireNonNull)
                        .map(Math::toIntExact)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public Optional<Schema> schema(int id) {
        return ask("fetch the schema with id " + id, () -> parse(id));
    }

    private Schema parse(int id) {
        Schema.Parser parser = new Schema.Parser();
        facade.getReferencesByContentId(id).forEach(reference -> parseReference(parser, reference));
        return parser.parse(facade.getSchemaByContentId((long) id));
    }

    private void parseReference(Schema.Parser parser, RegistryArtifactReference reference) {
        if (parser.getTypes().containsKey(reference.getName())) {
            return;
        }
        String group = reference.getGroupId() == null ? GROUP : reference.getGroupId();
        String artifact = reference.getArtifactId();
        String version = reference.getVersion();
        facade.getReferencesByGAV(group, artifact, version).forEach(inner -> parseReference(parser, inner));
        parser.parse(facade.getSchemaByGAV(group, artifact, version));
    }

    /** Registers the schema under the subject unless it is there, and has the registry refuse incompatible successors. */
    void register(String subject, Schema schema) {
        call(
                "register the schema of " + subject,
                () -> facade.createSchema(
                        AVRO, GROUP, subject, null, FIND_OR_CREATE, false, schema.toString(), Set.of()));
        CreateRule rule = new CreateRule();
        rule.setRuleType(RuleType.COMPATIBILITY);
        rule.setConfig(COMPATIBILITY);
        call("set the compatibility rule of " + subject, () -> {
            var rules = client.groups()
                    .byGroupId(GROUP)
                    .artifacts()
                    .byArtifactId(subject)
                    .rules();
            if (!Objects.requireNonNullElse(rules.get(), List.of()).contains(RuleType.COMPATIBILITY)) {
                rules.post(rule);
            }
            return subject;
        });
    }

    private <T> Optional<T> ask(String what, Supplier<@Nullable T> question) {
        return call(what, () -> {
            try {
                return Optional.ofNullable(question.get());
            } catch (RuntimeException e) {
                if (statusOf(e) == NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private <T> T call(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            throw explain(what, e);
        }
    }

    private RegistryException explain(String what, RuntimeException e) {
        String doing = "can't " + what + ": ";
        if (e instanceof AvroRuntimeException) {
            return new RegistryException(doing + "the registry at " + url + " holds no valid Avro for it", e);
        }
        int status = statusOf(e);
        if (status == NO_ANSWER) {
            return new RegistryException(
                    doing + "no answer from the registry at " + url
                            + " (check that it runs and that the address is right): " + innermost(e),
                    e);
        }
        Optional<ProblemDetails> problem = find(ProblemDetails.class, e);
        String answer = status + " " + problem.map(ProblemDetails::getTitle).orElse(e.getMessage());
        if (problem.map(ProblemDetails::getName).filter(REFUSAL::equals).isPresent()) {
            return new RegistryException(
                    doing + "the registry at " + url + " refuses it as not " + COMPATIBILITY
                            + " compatible with what is registered: " + answer,
                    e);
        }
        return new RegistryException(doing + "the registry at " + url + " answered " + answer, e);
    }

    private static int statusOf(Throwable thrown) {
        return find(ApiException.class, thrown)
                .map(ApiException::getResponseStatusCode)
                .orElse(NO_ANSWER);
    }

    private static <T> Optional<T> find(Class<T> type, Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    private static String innermost(Throwable thrown) {
        Throwable t = thrown;
        while (t.getCause() != null) {
            t = t.getCause();
        }
        return t.toString();
    }
}
