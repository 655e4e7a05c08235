package io.ringcast.daemon.source.ytdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Until when a URL says that it is good. */
final class ExpiryTest {

    private static final Instant NOW = Instant.parse("2023-11-14T20:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://r1.googlevideo.com/videoplayback?expire=1700000000&ei=x",
                "https://manifest.googlevideo.com/api/manifest/hls_playlist/expire/1700000000/ei/x/playlist/index.m3u8",
                "https://cdn/a.m3u8?expires=1700000000",
                "https://cdn/a.m3u8?Expires=1700000000&Signature=x&Key-Pair-Id=y",
                "https://cdn/a.m3u8?hdnea=st=1699990000~exp=1700000000~acl=/*~hmac=x",
                "https://cdn/exp=1700000000~acl=%2f*~hmac=x/a.m3u8",
                "https://cdn/a.mp4?e=1700000000&h=x",
                "https://cdn/a.mp4?expires=1700000000000",
                "https://s3/a.mp4?X-Amz-Date=20231114T191320Z&X-Amz-Expires=10800&X-Amz-Signature=x",
                "https://storage/a.mp4?X-Goog-Date=20231114T191320Z&X-Goog-Expires=10800",
            })
    void isReadAsServersWriteIt(String url) {
        assertThat(Expiry.of(URI.create(url), NOW)).contains(Instant.ofEpochSecond(1_700_000_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cdn/a.m3u8",
                "https://cdn/a.m3u8?e=5",
                "https://cdn/a.m3u8?expires=soon",
                "https://cdn/a.m3u8?expires=1600000000",
                "https://cdn/a.m3u8?expires=1999999999",
                "https://cdn/expert/1700000000/a.m3u8",
                "https://cdn/a.m3u8?t=1700000000",
                "https://s3/a.mp4?X-Amz-Date=yesterday&X-Amz-Expires=10800",
            })
    void isUnknownWhereTheUrlDoesNotSayOrCannotMeanIt(String url) {
        assertThat(Expiry.of(URI.create(url), NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT6H, PT5H50M", "PT1H, PT50M", "PT50M, PT40M", "PT10M, PT8M", "PT10S, PT8S"})
    void isForestalledLateButInTime(Duration life, Duration renewal) {
        assertThat(Expiry.renewal(NOW, NOW.plus(life))).isEqualTo(NOW.plus(renewal));
    }

    @Test
    void ofOneThatIsOverAlreadyIsForestalledAtOnce() {
        assertThat(Expiry.renewal(NOW, NOW)).isEqualTo(NOW);
    }
}
