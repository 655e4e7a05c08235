package io.ringcast.protocol.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written is what is read. */
final class HlsWriterTest {

    private static final URI BASE = URI.create("http://a.example/news.m3u8");
    private static final Instant MOMENT = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void writesWhatPlayersRead() {
        HlsMedia media = media(
                0,
                false,
                true,
                segment(7, 4_000_000, false, Optional.empty(), Optional.of(MOMENT)),
                segment(8, 3_920_001, true, Optional.empty(), Optional.empty()));

        assertThat(HlsWriter.write(media)).isEqualTo("""
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:4
                #EXT-X-MEDIA-SEQUENCE:7
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.678Z
                #EXTINF:4.000000,
                news/hls/7.ts
                #EXT-X-DISCONTINUITY
                #EXTINF:3.920001,
                news/hls/8.ts
                """);
    }

    @Test
    void isReadByOurOwnReader() throws PlaylistException {
        HlsMap first =
                new HlsMap(URI.create("http://a.example/news/hls/init-7.mp4"), Optional.empty(), Optional.empty());
        HlsMap second =
                new HlsMap(URI.create("http://a.example/news/hls/init-9.mp4"), Optional.empty(), Optional.empty());
        HlsMedia media = media(
                3,
                true,
                false,
                segment(7, 4_000_000, false, Optional.of(first), Optional.of(MOMENT)),
                segment(8, 2_500_000, false, Optional.of(first), Optional.of(MOMENT.plusSeconds(4))),
                segment(9, 1, true, Optional.of(second), Optional.of(MOMENT.plusSeconds(9))));

        String text = HlsWriter.write(media);

        assertThat(HlsParser.parse(text.getBytes(StandardCharsets.UTF_8), BASE)).isEqualTo(media);
        assertThat(text).contains("#EXT-X-VERSION:6\n").endsWith("#EXT-X-ENDLIST\n");
    }

    private static HlsMedia media(long discontinuities, boolean ended, boolean independent, HlsSegment... segments) {
        return new HlsMedia(
                Duration.ofSeconds(4),
                segments[0].sequence(),
                discontinuities,
                Optional.empty(),
                ended,
                independent,
                List.of(segments));
    }

    private static HlsSegment segment(
            long sequence, long micros, boolean discontinuity, Optional<HlsMap> map, Optional<Instant> moment) {
        return new HlsSegment(
                sequence,
                BASE,
                "news/hls/" + sequence + ".ts",
                Duration.ofNanos(micros * 1000),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                map,
                discontinuity,
                false,
                moment);
    }
}
