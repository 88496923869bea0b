package io.tieline.sim.limit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitJsonTest {
    @Test
    void shouldReadEveryKey() {
        assertThat(read("{'endpoint':'a','requestsPerMinute':600,'tokensPerMinute':9,'burst':'2s'}"))
                .isEqualTo(new LimitJson.Change("a", new Limits(600, 9, Duration.ofSeconds(2))));
        assertThat(read("{'endpoint':'a'}")).isEqualTo(new LimitJson.Change("a", Limits.NONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                          | endpoint is missing, allowed: the id of one
            {'endpoint':'a','requestsPerMinute':'9'}    | requestsPerMinute is "9", allowed: a whole number
            {'endpoint':'a','requestsPerMinute':1.5}    | requestsPerMinute is 1.5, allowed: a whole number
            {'endpoint':'a','tokensPerMinute':-1}       | tokensPerMinute is '-1', allowed: 0 or more, 0 for no limit
            {'endpoint':'a','tokensPerMinute':3000000000} | tokensPerMinute is '3000000000', allowed: 0 to 2147483647
            {'endpoint':'a','burst':'2m'}               | burst is 'PT2M', allowed: longer than nothing, up to a minute
            {'endpoint':'a','perMinute':9}              | unknown key 'perMinute' in limits, allowed: [burst, endpoint, requestsPerMinute, tokensPerMinute]
            []                                          | the body is not an object: allowed is the limits of one endpoint, as a JSON object
            """)
    void shouldSayWhatIsWrongAndWhatIsAllowed(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.strip());
    }

    private static LimitJson.Change read(String json) {
        return LimitJson.read(json.replace('\'', '"').getBytes(UTF_8));
    }
}
