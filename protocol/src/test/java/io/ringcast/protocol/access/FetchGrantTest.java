package io.ringcast.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a signature to fetch holds for, and what it does not. */
final class FetchGrantTest {

    private static final String KEY = "correct horse battery staple";
    private static final String TARGET = "https://media.example/a b.mp4?x=1&y=2";
    private static final Instant UNTIL = Instant.ofEpochSecond(1_800_000_000L);

    private final FetchGrant grant = new FetchGrant(TARGET, UNTIL, Optional.empty());

    @Test
    void isSignedAsAnybodyCanReckon() {
        // printf 'ringcast-fetch\nhttps://media.example/a b.mp4?x=1&y=2\n1800000000\n' \
        //     | openssl dgst -sha256 -hmac 'correct horse battery staple' -binary | basenc --base64url | tr -d =
        assertThat(grant.signature(KEY)).isEqualTo("J4Fve4R9Q79S2xB0-_yzdcROb7deZHTxSgNKnTh_rpI");
        assertThat(grant.query(KEY))
                .isEqualTo("url=https%3A%2F%2Fmedia.example%2Fa+b.mp4%3Fx%3D1%26y%3D2&exp=1800000000&sig="
                        + grant.signature(KEY));
    }

    @Test
    void holdsOnlyForWhatWasSigned() {
        String signature = grant.signature(KEY);

        assertThat(grant.isSignedBy(signature, KEY)).isTrue();
        assertThat(grant.isSignedBy(signature, KEY + "x")).isFalse();
        assertThat(new FetchGrant(TARGET + "0", UNTIL, Optional.empty()).isSignedBy(signature, KEY))
                .isFalse();
        assertThat(new FetchGrant(TARGET, UNTIL.plusSeconds(1), Optional.empty()).isSignedBy(signature, KEY))
                .isFalse();
        assertThat(new FetchGrant(TARGET, UNTIL, Optional.of("192.0.2.0/24")).isSignedBy(signature, KEY))
                .isFalse();
        assertThat(grant.isSignedBy("not base64 at all!", KEY)).isFalse();
    }

    @Test
    void isNoLeaveToListenNorTheOtherWayRound() {
        String toListen = new Grant("news", UNTIL, Optional.empty()).signature(KEY);
        String toFetch = new FetchGrant("news", UNTIL, Optional.empty()).signature(KEY);

        assertThat(toFetch).isNotEqualTo(toListen);
    }

    @Test
    void holdsUntilItsLastSecondIsOver() {
        assertThat(grant.isOver(UNTIL.plusMillis(999))).isFalse();
        assertThat(grant.isOver(UNTIL.plusSeconds(1))).isTrue();
    }

    @Test
    void readsWhatItWritesAndNothingElse() {
        assertThat(FetchGrant.read(TARGET, "1800000000", Optional.empty())).contains(grant);
        assertThat(FetchGrant.read(TARGET, "soon", Optional.empty())).isEmpty();
        assertThat(FetchGrant.read("", "1800000000", Optional.empty())).isEmpty();
        assertThat(FetchGrant.read("http://a\n1900000000\n", "1800000000", Optional.empty()))
                .isEmpty();
        assertThat(FetchGrant.read(TARGET, "1800000000", Optional.of(""))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new FetchGrant("", UNTIL, Optional.empty()));
    }
}
