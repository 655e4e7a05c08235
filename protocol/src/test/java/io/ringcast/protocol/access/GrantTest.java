package io.ringcast.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a signature holds for, and what it does not. */
final class GrantTest {

    private static final String KEY = "correct horse battery staple";
    private static final Instant UNTIL = Instant.ofEpochSecond(1_800_000_000L);

    private final Grant grant = new Grant("news", UNTIL, Optional.empty());

    @Test
    void isSignedAsAnybodyCanReckon() {
        // printf 'ringcast-listen\nnews\n1800000000\n' | openssl dgst -sha256 -hmac 'correct horse battery staple'
        // -binary \
        //     | basenc --base64url | tr -d =
        assertThat(grant.signature(KEY)).isEqualTo("2Kr5T98Rd7J83reFyaZbCMWZ6TOo6q4mcEZ5Ke-lueY");
        assertThat(grant.query(KEY)).isEqualTo("exp=1800000000&sig=" + grant.signature(KEY));
    }

    @Test
    void holdsOnlyForWhatWasSigned() {
        String signature = grant.signature(KEY);

        assertThat(grant.isSignedBy(signature, KEY)).isTrue();
        assertThat(grant.isSignedBy(signature, KEY + "x")).isFalse();
        assertThat(new Grant("news2", UNTIL, Optional.empty()).isSignedBy(signature, KEY))
                .isFalse();
        assertThat(new Grant("news", UNTIL.plusSeconds(1), Optional.empty()).isSignedBy(signature, KEY))
                .isFalse();
        assertThat(new Grant("news", UNTIL, Optional.of("192.0.2.0/24")).isSignedBy(signature, KEY))
                .isFalse();
        assertThat(grant.isSignedBy("", KEY)).isFalse();
        assertThat(grant.isSignedBy("not base64 at all!", KEY)).isFalse();
        assertThat(grant.isSignedBy(signature.substring(1), KEY)).isFalse();
    }

    @Test
    void holdsToTheEndOfItsLastSecond() {
        assertThat(grant.isOver(UNTIL.minusSeconds(1))).isFalse();
        assertThat(grant.isOver(UNTIL.plusMillis(999))).isFalse();
        assertThat(grant.isOver(UNTIL.plusSeconds(1))).isTrue();
    }

    @Test
    void isReadFromAUrl() {
        Grant narrow = new Grant("news", UNTIL, Optional.of("192.0.2.0/24"));

        assertThat(Grant.read("news", "1800000000", Optional.of("192.0.2.0/24")))
                .contains(narrow);
        assertThat(narrow.query(KEY)).startsWith("exp=1800000000&net=192.0.2.0%2F24&sig=");
        for (String wrong : new String[] {"", "-1", "soon", "1800000000000", " 1"}) {
            assertThat(Grant.read("news", wrong, Optional.empty())).as(wrong).isEmpty();
        }
        assertThat(Grant.read("news", "1800000000", Optional.of(""))).isEmpty();
    }
}
