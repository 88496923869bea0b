package io.tieline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnedIdTest {
    @ParameterizedTest
    @CsvSource({"acme,nightly,acme/nightly", "a/b,c,a%2Fb/c", "50%,a/b,50%25/a/b", "a%2Fb,c,a%252Fb/c"})
    void shouldHaveAKeyOfItsOwn(String tenant, String id, String key) {
        assertThat(new OwnedId(tenant, id).key()).isEqualTo(key);
    }

    @Test
    void shouldNotBeTakenForAnothers() {
        assertThat(new OwnedId("a/b", "c").key()).isNotEqualTo(new OwnedId("a", "b/c").key());
    }
}
