package io.tieline.dispatcher.catalogue;

import io.tieline.dispatcher.catalogue.CatalogueDraft.EndpointDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.LimitsDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.ProviderDraft;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.routing.SecretRef;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes endpoints of what is written of them and of their providers. Pure. */
final class EndpointResolver {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Findings findings;
    private final Section<ProviderDraft> providers;
    private final Section<EndpointDraft> endpoints;

    EndpointResolver(Findings findings, Section<ProviderDraft> providers, Section<EndpointDraft> endpoints) {
        this.findings = findings;
        this.providers = providers;
        this.endpoints = endpoints;
    }

    /** All that nothing is wrong with, in the order of the file. */
    SequencedMap<String, Endpoint> resolve() {
        SequencedMap<String, Endpoint> resolved = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        endpoints.forEach((id, draft) -> {
            if (draft.provider() != null) {
                used.add(draft.provider());
            }
            Endpoint endpoint = new Draft(endpoints.pathOf(id), id, draft).resolve();
            if (endpoint != null) {
                resolved.put(id, endpoint);
            }
        });
        boolean allKnown = endpoints.isComplete() && providers.names().containsAll(used);
        providers.forEach((name, provider) -> {
            checkLimits(providers.pathOf(name), provider.limits());
            if (!used.contains(name) && allKnown) {
                findings.odd(providers.pathOf(name), "is the provider of no endpoint");
            }
        });
        return resolved;
    }

    /** Looks for the keys: last, so that one that isn't there keeps nothing else from being checked. */
    void checkSecrets(Consumer<SecretRef> secrets) {
        Set<String> lookedFor = new HashSet<>();
        endpoints.forEach((id, draft) -> {
            Draft written = new Draft(endpoints.pathOf(id), id, draft);
            SecretRef auth = written.whole.auth();
            String place = written.placeOf(draft.auth(), ".auth");
            if (auth != null && lookedFor.add(place)) {
                try {
                    secrets.accept(auth);
                } catch (IllegalArgumentException e) {
                    findings.wrong(place, "can't be used: " + e.getMessage());
                }
            }
        });
    }

    private void checkLimits(String path, @Nullable LimitsDraft limits) {
        if (limits != null) {
            atLeastOne(path + ".limits.requests-per-minute", limits.requestsPerMinute());
            atLeastOne(path + ".limits.tokens-per-minute", limits.tokensPerMinute());
            atLeastOne(path + ".limits.concurrency", limits.concurrency());
        }
    }

    private void atLeastOne(String path, @Nullable Number value) {
        findings.require(value == null || value.longValue() > 0, path, value, "1 or more, or nothing for no limit");
    }

    /** An endpoint as it is written, and where. */
    private final class Draft {
        private final String path;
        private final String id;
        private final EndpointDraft own;

        /** With what its provider says. */
        private final EndpointDraft whole;

        /** Where the provider stands; where the endpoint does, if there is none. */
        private final String commonPath;

        Draft(String path, String id, EndpointDraft own) {
            this.path = path;
            this.id = id;
            this.own = own;
            Optional<ProviderDraft> common = Optional.ofNullable(own.provider()).flatMap(providers::find);
            this.whole = common.map(own::inheriting).orElse(own);
            this.commonPath = common.isPresent() ? providers.pathOf(String.valueOf(own.provider())) : path;
        }

        @Nullable
        Endpoint resolve() {
            checkProvider();
            checkSize();
            checkLimits(path, own.limits());
            checkBaseUrl();
            if (commonPath.equals(path) || !findings.isSound(path) || !findings.isSound(commonPath)) {
                return null;
            }
            Endpoint endpoint = findings.make(path, this::endpoint);
            if (endpoint != null) {
                checkFigures(endpoint);
            }
            return endpoint != null && findings.isSound(path) ? endpoint : null;
        }

        private void checkProvider() {
            findings.require(path + ".provider", own.provider(), "the name of one of the providers");
            findings.require(path + ".model", own.model(), "the model's name as the provider knows it");
            findings.require(
                    path + ".price",
                    own.price(),
                    "the price of input and output tokens, { input-usd-per-million: 0, output-usd-per-million: 0 }"
                            + " where they cost nothing");
            if (own.provider() != null && providers.find(own.provider()).isEmpty()) {
                providers.noteUnknown(path + ".provider", own.provider(), providers.names());
            } else if (findings.isSound(commonPath)) {
                findings.require(
                        path + ".format",
                        whole.format(),
                        "openai_chat, anthropic_messages, gemini_generate, here or at the provider");
                findings.require(
                        path + ".base-url", whole.baseUrl(), "an address with http or https, here or at the provider");
            }
        }

        private void checkSize() {
            atLeastOne("context-window", own.contextWindow());
            atLeastOne("max-output", own.maxOutput());
        }

        private void atLeastOne(String key, @Nullable Integer value) {
            findings.require(value == null || value > 0, path + "." + key, value, "1 token or more");
        }

        private void checkBaseUrl() {
            URI url = whole.baseUrl();
            boolean secret = whole.auth() != null;
            if (secret && url != null && "http".equals(url.getScheme()) && !LOOPBACK.contains(url.getHost())) {
                findings.odd(
                        placeOf(own.baseUrl(), ".base-url"),
                        "leads to " + url.getHost() + " by http: the key and all requests go there without encryption");
            }
        }

        /** Where something stands that the endpoint says itself, or leaves to its provider. */
        private String placeOf(@Nullable Object said, String key) {
            return (said != null ? path : commonPath) + key;
        }

        private Endpoint endpoint() {
            Endpoint usual = Endpoint.of(
                    id,
                    Objects.requireNonNull(own.provider()),
                    Objects.requireNonNull(own.model()),
                    Objects.requireNonNull(whole.format()),
                    Objects.requireNonNull(whole.baseUrl()),
                    Objects.requireNonNull(own.price()));
            int contextWindow = orUsual(own.contextWindow(), usual.contextWindow());
            return new Endpoint(
                    id,
                    usual.provider(),
                    usual.model(),
                    orUsual(own.family(), usual.family()),
                    orUsual(own.operation(), usual.operation()),
                    usual.format(),
                    usual.baseUrl(),
                    whole.auth(),
                    whole.region(),
                    whole.jurisdiction(),
                    orUsual(whole.failureDomains(), usual.failureDomains()),
                    usual.price(),
                    orUsual(own.quality(), usual.quality()),
                    contextWindow,
                    orUsual(own.maxOutput(), Math.min(usual.maxOutput(), contextWindow)),
                    orUsual(own.features(), usual.features()),
                    limits(),
                    orUsual(whole.timeout(), usual.timeout()));
        }

        private Limits limits() {
            LimitsDraft limits = whole.limits();
            return limits == null
                    ? Limits.NONE
                    : new Limits(
                            limits.requestsPerMinute(),
                            limits.tokensPerMinute(),
                            orUsual(limits.concurrency(), Limits.NONE.concurrency()));
        }

        private void checkFigures(Endpoint endpoint) {
            findings.require(
                    endpoint.maxOutput() <= endpoint.contextWindow(),
                    path + ".max-output",
                    endpoint.maxOutput(),
                    "not more than the context window of " + endpoint.contextWindow() + " tokens");
            Long perMinute = endpoint.limits().tokensPerMinute();
            findings.require(
                    perMinute == null || perMinute >= endpoint.maxOutput(),
                    path + ".limits.tokens-per-minute",
                    perMinute,
                    "not less than one answer's max-output, " + endpoint.maxOutput());
        }
    }

    private static <V> V orUsual(@Nullable V said, V usual) {
        return said == null ? usual : said;
    }
}
