package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.sim.limit.Limits;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Fields;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimConfigTest {
    private static final SimEndpoint ENDPOINT = SimEndpoint.of("a/b:c", WireFormat.OPENAI_CHAT, "m");

    @Test
    void shouldHaveDefaults() {
        assertThat(SimConfig.of(ENDPOINT))
                .isEqualTo(new SimConfig("127.0.0.1", 0, List.of(ENDPOINT), 1, 1, 1_000_000, null));
        assertThat(ENDPOINT)
                .isEqualTo(new SimEndpoint(
                        "a/b:c",
                        WireFormat.OPENAI_CHAT,
                        "m",
                        Duration.ofMillis(500),
                        0,
                        null,
                        128_000,
                        Limits.NONE,
                        EnumSet.allOf(Feature.class),
                        Fields.OPENAI,
                        0));
    }

    @Test
    void shouldSetEachOnItsOwn() {
        // When
        SimConfig config = SimConfig.of(ENDPOINT.withLatency(Duration.ofSeconds(2), 0.5)
                        .withApiKey("key")
                        .withContextWindow(9)
                        .withLimits(Limits.perMinute(60, 0).withBurst(Duration.ofSeconds(1)))
                        .withFeatures(EnumSet.of(Feature.CHAT, Feature.TOOLS))
                        .without(Feature.TOOLS)
                        .withFields(Fields.ANY)
                        .withCachedShare(0.5))
                .withPort(8)
                .withSpeed(10)
                .withSeed(7)
                .withCallsKept(6)
                .withCallFile(Path.of("f"));

        // Then
        SimEndpoint endpoint = new SimEndpoint(
                "a/b:c",
                WireFormat.OPENAI_CHAT,
                "m",
                Duration.ofSeconds(2),
                0.5,
                "key",
                9,
                new Limits(60, 0, Duration.ofSeconds(1)),
                EnumSet.of(Feature.CHAT),
                Fields.ANY,
                0.5);
        assertThat(config).isEqualTo(new SimConfig("127.0.0.1", 8, List.of(endpoint), 10, 7, 6, Path.of("f")));
        assertThat(config.toString()).doesNotContain("key");
    }

    static Stream<Arguments> mistakes() {
        SimConfig good = SimConfig.of(ENDPOINT);
        return Stream.of(
                mistake(() -> good.withPort(70_000), "port is '70000', allowed: 0 to 65535"),
                mistake(SimConfig::of, "endpoints is 'empty', allowed: one endpoint or more"),
                mistake(() -> good.withSpeed(0), "speed is '0.0', allowed: more than 0, up to 1000000"),
                mistake(() -> good.withCallsKept(0), "callsKept is '0', allowed: 1 or more"),
                mistake(
                        () -> SimConfig.of(ENDPOINT, SimEndpoint.of("a/b-c", WireFormat.OPENAI_CHAT, "m")),
                        "endpoints 'a/b:c' and 'a/b-c' share the path 'a-b-c': rename one"),
                mistake(
                        () -> SimEndpoint.of("a b", WireFormat.OPENAI_CHAT, "m"),
                        "endpoint id is 'a b', allowed: 1 to 200 letters, digits and ._/:-"),
                mistake(
                        () -> SimEndpoint.of("a", WireFormat.OPENAI_CHAT, " "),
                        "endpoint model is ' ', allowed: a name"),
                mistake(
                        () -> ENDPOINT.withLatency(Duration.ofMillis(-1), 0),
                        "endpoint latency is 'PT-0.001S', allowed: 0 or longer"),
                mistake(() -> ENDPOINT.withLatency(Duration.ZERO, 2), "endpoint jitter is '2.0', allowed: 0 to 1"),
                mistake(() -> ENDPOINT.withApiKey(""), "endpoint apiKey is 'blank', allowed: a key, or null for none"),
                mistake(() -> ENDPOINT.withContextWindow(0), "endpoint contextWindow is '0', allowed: 1 token or more"),
                mistake(() -> ENDPOINT.withCachedShare(1.5), "endpoint cachedShare is '1.5', allowed: 0 to 1"),
                mistake(() -> Limits.perMinute(-1, 0), "requestsPerMinute is '-1', allowed: 0 or more, 0 for no limit"),
                mistake(() -> Limits.perMinute(0, -1), "tokensPerMinute is '-1', allowed: 0 or more, 0 for no limit"),
                mistake(
                        () -> Limits.NONE.withBurst(Duration.ofSeconds(61)),
                        "burst is 'PT1M1S', allowed: longer than nothing, up to a minute"));
    }

    private static Arguments mistake(ThrowingCallable made, String message) {
        return Arguments.of(made, message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldNotExistInvalid(ThrowingCallable made, String message) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
