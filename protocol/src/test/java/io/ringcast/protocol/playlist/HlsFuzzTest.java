package io.ringcast.protocol.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.mpegts.Fuzz;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The parser of HLS on playlists that are shuffled and damaged at random: whatever comes, it says what is wrong or gives a playlist that
 * makes sense. A second; for longer {@code mvn test -pl protocol -Dtest=HlsFuzzTest -Dfuzz.seconds=600}.
 */
@Tag("fuzz")
final class HlsFuzzTest {

    private static final URI BASE = URI.create("http://origin.example/live/list.m3u8");

    private static final List<String> LINES = List.of(
            "#EXTM3U",
            "#EXT-X-TARGETDURATION:6",
            "#EXT-X-TARGETDURATION:6",
            "#EXT-X-MEDIA-SEQUENCE:1152921504606846975",
            "#EXT-X-DISCONTINUITY-SEQUENCE:7",
            "#EXT-X-PLAYLIST-TYPE:EVENT",
            "#EXT-X-DISCONTINUITY",
            "#EXT-X-GAP",
            "#EXT-X-ENDLIST",
            "#EXT-X-KEY:METHOD=AES-128,URI=\"key?a=1,2\",IV=0x0123456789abcdef0123456789abcdef",
            "#EXT-X-KEY:METHOD=NONE",
            "#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"700@0\"",
            "#EXT-X-PROGRAM-DATE-TIME:2024-05-06T07:08:09.123+02:00",
            "#EXT-X-BYTERANGE:1152921504606846975@1152921504606846975",
            "#EXT-X-BYTERANGE:700",
            "#EXTINF:5.96,Title",
            "#EXTINF:999999999.99999999999999999999,",
            "#EXTINF:6,\nsegment.ts",
            "#EXTINF:6,\n#EXT-X-BYTERANGE:700@10\nsegment.ts",
            "#EXT-X-STREAM-INF:BANDWIDTH=1280000,CODECS=\"avc1.4d401f,mp4a.40.2\"\nlow.m3u8",
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"A\",URI=\"a.m3u8\"",
            "http://other.example/%zz/ü",
            "# comment",
            "");

    private int read;
    private int cases;

    @Test
    void anything() {
        Fuzz.run("HLS", random -> {
            byte[] bytes = text(random).getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(4) * random.nextInt(3); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            HlsParser.recognises(bytes);
            try {
                check(HlsParser.parse(bytes, BASE));
                read++;
            } catch (PlaylistException e) {
                assertThat(e.getMessage()).contains("expected");
            }
            cases++;
        });

        assertThat(read).isGreaterThan(cases / 100);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(10) > 0) {
            text.append("#EXTM3U\n#EXT-X-TARGETDURATION:6\n");
        }
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(LINES.get(random.nextInt(LINES.size()))).append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        return text.toString();
    }

    private static void check(HlsPlaylist playlist) {
        if (playlist instanceof HlsMedia media) {
            assertThat(media.targetDuration()).isPositive();
            long sequence = media.mediaSequence();
            assertThat(sequence).isNotNegative();
            for (HlsSegment segment : media.segments()) {
                assertThat(segment.sequence()).isEqualTo(sequence++);
                assertThat(segment.duration()).isGreaterThanOrEqualTo(Duration.ZERO);
                segment.range().ifPresent(range -> assertThat(range.end()).isPositive());
                segment.key()
                        .ifPresent(key ->
                                assertThat(key.vector(segment.sequence())).hasSize(16));
                segment.uri();
            }
            assertThat(media.duration()).isGreaterThanOrEqualTo(Duration.ZERO);
        } else if (playlist instanceof HlsMaster master) {
            assertThat(master.variants()).isNotEmpty();
            master.variants().forEach(master::soundIsApart);
        }
    }
}
