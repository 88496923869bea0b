package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"acme", "aws/eu-west-1", "#domain/aws", "#provider/acme", ""})
    void shouldTellProvidersAndFailureDomainsOfOneNameApart(String name) {
        String provider = HealthKeys.provider(name);
        String domain = HealthKeys.domain(name);

        assertThat(provider).isNotEqualTo(domain).startsWith("#provider/");
        assertThat(domain).startsWith("#domain/");
        assertThat(HealthKeys.isProvider(provider)).isTrue();
        assertThat(HealthKeys.isProvider(domain)).isFalse();
        assertThat(HealthKeys.name(provider)).isEqualTo(name);
        assertThat(HealthKeys.name(domain)).isEqualTo(name);
    }
}
