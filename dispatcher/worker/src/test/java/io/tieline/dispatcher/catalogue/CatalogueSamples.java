package io.tieline.dispatcher.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.catalogue.CatalogueReading.Bad;
import io.tieline.dispatcher.catalogue.CatalogueReading.Good;
import io.tieline.routing.Catalogue;
import java.util.List;

/** A catalogue to be changed, and what becomes of reading it. */
final class CatalogueSamples {
    /** Nothing is wrong with it, and nothing is odd. */
    static final String GOOD = """
            providers:
              - name: anthropic
                format: anthropic_messages
                base-url: https://api.anthropic.com
                auth: { env: ANTHROPIC_API_KEY }
                jurisdiction: us
                failure-domains: [aws]
                limits: { requests-per-minute: 600, concurrency: 50 }
                timeout: 90s
              - name: local
                format: openai_chat
                base-url: http://127.0.0.1:8000
                jurisdiction: eu
            endpoints:
              - id: anthropic/claude
                provider: anthropic
                model: claude-3-5-sonnet
                price: { input-usd-per-million: 3, output-usd-per-million: 15 }
                quality: { score: 88 }
              - id: local/llama
                provider: local
                model: llama
                price: { input-usd-per-million: 0, output-usd-per-million: 0 }
                quality: { score: 70 }
                limits: { tokens-per-minute: 100000 }
              - id: local/embed
                provider: local
                model: bge
                operation: embeddings
                price: { input-usd-per-million: 0, output-usd-per-million: 0 }
            routes:
              - name: summarize
                candidates: [anthropic/claude, local/llama]
                minimum-tier: standard
              - name: embed
                select: { operation: embeddings }
            tenants:
              - name: acme
                routes: [summarize, embed]
                jurisdictions: [eu]
              - name: '*'
                weight: 0.5
            """;

    static CatalogueReading read(String yaml) {
        return CatalogueReader.withoutSecrets().read(yaml, "catalogue.yaml");
    }

    static Catalogue good(String yaml) {
        return switch (read(yaml)) {
            case Good(Catalogue catalogue, List<String> warnings) -> {
                assertThat(warnings).isEmpty();
                yield catalogue;
            }
            case Bad(List<String> problems, List<String> _) -> throw new AssertionError(String.join("\n", problems));
        };
    }

    static List<String> problems(String yaml) {
        return switch (read(yaml)) {
            case Good _ -> List.of();
            case Bad(List<String> problems, List<String> _) -> problems;
        };
    }

    private CatalogueSamples() {}
}
