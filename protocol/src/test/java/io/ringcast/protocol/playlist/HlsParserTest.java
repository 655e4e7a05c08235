package io.ringcast.protocol.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Playlists of HTTP Live Streaming. */
final class HlsParserTest {

    private static final URI BASE = URI.create("http://origin.example/live/list.m3u8?token=1");

    @Test
    void readsAMasterPlaylist() throws PlaylistException {
        HlsMaster master = (HlsMaster) parse("""
                #EXTM3U
                #EXT-X-VERSION:6
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English, loud",LANGUAGE="en",DEFAULT=YES,URI="en/list.m3u8"
                #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="Deutsch",LANGUAGE="de"
                #EXT-X-STREAM-INF:BANDWIDTH=1280000,AVERAGE-BANDWIDTH=1000000,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=1280x720
                low/list.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=7680000,AUDIO="aac"
                https://other.example/high.m3u8
                #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=86000,URI="frames.m3u8"
                """);

        assertThat(master.variants())
                .containsExactly(
                        new HlsVariant(
                                URI.create("http://origin.example/live/low/list.m3u8"),
                                1_280_000,
                                OptionalLong.of(1_000_000),
                                Optional.of("avc1.4d401f,mp4a.40.2"),
                                Optional.of("1280x720"),
                                Optional.empty()),
                        new HlsVariant(
                                URI.create("https://other.example/high.m3u8"),
                                7_680_000,
                                OptionalLong.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("aac")));
        assertThat(master.renditions()).hasSize(2);
        assertThat(master.renditions().get(0))
                .isEqualTo(new HlsRendition(
                        "AUDIO",
                        "aac",
                        "English, loud",
                        Optional.of("en"),
                        Optional.of(URI.create("http://origin.example/live/en/list.m3u8")),
                        true));
        assertThat(master.soundIsApart(master.variants().get(0))).isFalse();
        assertThat(master.soundIsApart(master.variants().get(1))).isTrue();
    }

    @Test
    void readsALivePlaylist() throws PlaylistException {
        HlsMedia media = media("""
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:8
                #EXT-X-MEDIA-SEQUENCE:2680
                #EXT-X-DISCONTINUITY-SEQUENCE:4

                # a comment
                #EXTINF:7.975,First, of all
                2680.ts
                #EXT-X-PROGRAM-DATE-TIME:2024-05-06T07:08:09.123+0200
                #EXTINF:7.941
                /abs/2681.ts
                #EXT-X-DISCONTINUITY
                #EXT-X-UNKNOWN:whatever="it,is"
                #EXTINF:8,
                //other.example/2682.ts
                """);

        assertThat(media.targetDuration()).isEqualTo(Duration.ofSeconds(8));
        assertThat(media.mediaSequence()).isEqualTo(2680);
        assertThat(media.endSequence()).isEqualTo(2683);
        assertThat(media.discontinuitySequence()).isEqualTo(4);
        assertThat(media.ended()).isFalse();
        assertThat(media.duration()).isEqualTo(Duration.ofMillis(23_916));
        assertThat(media.segments())
                .extracting(segment -> segment.uri().orElseThrow().toString())
                .containsExactly(
                        "http://origin.example/live/2680.ts",
                        "http://origin.example/abs/2681.ts",
                        "http://other.example/2682.ts");
        assertThat(media.segments()).extracting(HlsSegment::sequence).containsExactly(2680L, 2681L, 2682L);
        assertThat(media.segments()).extracting(HlsSegment::discontinuity).containsExactly(false, false, true);
        assertThat(media.segments().get(0).title()).contains("First, of all");
        assertThat(media.segments().get(1).moment()).contains(Instant.parse("2024-05-06T05:08:09.123Z"));
        assertThat(media.segment(2681)).isSameAs(media.segments().get(1));
    }

    @Test
    void readsAFilm() throws PlaylistException {
        HlsMedia media = media("""
                #EXTM3U
                #EXT-X-TARGETDURATION:4
                #EXT-X-PLAYLIST-TYPE:VOD
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXTINF:4,
                a.ts
                #EXT-X-GAP
                #EXTINF:4,
                b.ts
                #EXT-X-ENDLIST
                """);

        assertThat(media.ended()).isTrue();
        assertThat(media.type()).contains(HlsMedia.Type.VOD);
        assertThat(media.independentSegments()).isTrue();
        assertThat(media.segments()).extracting(HlsSegment::gap).containsExactly(false, true);
    }

    @Test
    void letsARangeBeginWhereTheOneBeforeEnded() throws PlaylistException {
        HlsMedia media = media("""
                #EXTM3U
                #EXT-X-TARGETDURATION:4
                #EXT-X-MAP:URI="all.mp4",BYTERANGE="720@0"
                #EXTINF:4,
                #EXT-X-BYTERANGE:1000@720
                all.mp4
                #EXT-X-BYTERANGE:500
                #EXTINF:4,
                all.mp4
                #EXTINF:4,
                #EXT-X-BYTERANGE:10@0
                other.mp4
                """);

        assertThat(media.segments())
                .extracting(segment -> segment.range().orElseThrow())
                .containsExactly(new HlsRange(720, 1000), new HlsRange(1720, 500), new HlsRange(0, 10));
        assertThat(media.segments().get(2).map())
                .contains(new HlsMap(
                        URI.create("http://origin.example/live/all.mp4"),
                        Optional.of(new HlsRange(0, 720)),
                        Optional.empty()));
        fails("#EXT-X-TARGETDURATION:4\n#EXT-X-BYTERANGE:9\n#EXTINF:1,\n", "line 3", "no offset");
        // the range before was of something else
        fails(
                "#EXT-X-TARGETDURATION:4\n#EXTINF:1,\n#EXT-X-BYTERANGE:9@0\na.ts\n#EXTINF:1,\n#EXT-X-BYTERANGE:9\n",
                "line 7",
                "no offset");
    }

    @Test
    void knowsWhichKeyAndVectorASegmentHas() throws PlaylistException {
        HlsMedia media = media("""
                #EXTM3U
                #EXT-X-TARGETDURATION:4
                #EXT-X-MEDIA-SEQUENCE:258
                #EXTINF:4,
                clear.ts
                #EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/1"
                #EXTINF:4,
                a.ts
                #EXT-X-KEY:METHOD=AES-128,URI="key2",IV=0x000102030405060708090A0b0c0d0e0F
                #EXT-X-MAP:URI="init.mp4"
                #EXTINF:4,
                b.ts
                #EXT-X-KEY:METHOD=NONE
                #EXTINF:4,
                c.ts
                """);

        List<HlsSegment> segments = media.segments();
        assertThat(segments.get(0).key()).isEmpty();
        assertThat(segments.get(1).key()).contains(new HlsKey(URI.create("https://keys.example/1"), Optional.empty()));
        assertThat(segments.get(1).key().orElseThrow().vector(259))
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3);
        assertThat(segments.get(2).key().orElseThrow().vector(260))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(segments.get(2).map().orElseThrow().key())
                .isEqualTo(segments.get(2).key());
        assertThat(segments.get(3).key()).isEmpty();
        // a vector whose first bit is set is no negative number
        BigInteger high = new BigInteger("ff000000000000000000000000000001", 16);
        assertThat(new HlsKey(BASE, Optional.of(high)).vector(0))
                .containsExactly(0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    }

    @Test
    void refusesWhatItCannotDecrypt() {
        fails(
                "#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://1\"\n#EXTINF:4,\n",
                "line 3: #EXT-X-KEY: METHOD=SAMPLE-AES",
                "NONE or AES-128");
        fails(
                "#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\",KEYFORMAT=\"com.example\"\n#EXTINF:4,\n",
                "line 3",
                "KEYFORMAT");
    }

    @Test
    void namesTheLineOfWhatIsWrong() {
        assertThatThrownBy(() -> parse("#EXTM3U\n"))
                .isInstanceOf(PlaylistException.class)
                .hasMessageContaining("no #EXT-X-TARGETDURATION");
        fails("#EXT-X-TARGETDURATION:soon\n#EXTINF:4,\n", "line 2", "\"soon\"");
        fails("#EXT-X-TARGETDURATION:4000\n#EXTINF:4,\n", "line 2", "3600");
        fails("#EXT-X-TARGETDURATION:4\n", "line 3", "without #EXTINF");
        fails("#EXT-X-TARGETDURATION:4\n#EXTINF:-1,\n", "line 3", "\"-1\"");
        fails("#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:99999999999999999999\n", "line 3", "whole number");
        fails(
                "#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n#EXT-X-MEDIA-SEQUENCE:3\n#EXTINF:4,\n",
                "line 5",
                "behind a segment");
        fails("#EXT-X-TARGETDURATION:4\n#EXT-X-PLAYLIST-TYPE:LIVE\n#EXTINF:4,\n", "line 3", "EVENT or VOD");
        fails("#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=\"AES-128\n#EXTINF:4,\n", "line 3", "closing quote");
        fails("#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=AES-128\n#EXTINF:4,\n", "line 3", "no URI");
        fails("#EXT-X-TARGETDURATION:4\n#EXT-X-MAP:URI=\"http://[\"\n#EXTINF:4,\n", "line 3", "a URL");
        fails("#EXT-X-STREAM-INF:PROGRAM-ID=1\n", "line 2", "no BANDWIDTH");
        fails("#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXTINF:4,\n", "line 3", "a segment in a master playlist");
        fails("#EXT-X-TARGETDURATION:4\n#EXT-X-I-FRAMES-ONLY\n#EXTINF:4,\n", "line 3", "keyframes only");
        assertThatThrownBy(() -> parse("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n"))
                .isInstanceOf(PlaylistException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> parse("hello\n"))
                .isInstanceOf(PlaylistException.class)
                .hasMessageContaining("#EXTM3U");
    }

    @Test
    void boundsWhatAStrangerCanMakeGrow() {
        String many = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n" + "#EXTINF:4,\na.ts\n".repeat(HlsParser.MAX_SEGMENTS + 1);
        assertThatThrownBy(() -> parse(many))
                .isInstanceOf(PlaylistException.class)
                .hasMessageContaining("line " + (3 + 2 * HlsParser.MAX_SEGMENTS + 1));
        String variants = "#EXTM3U\n" + "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n".repeat(HlsParser.MAX_VARIANTS + 1);
        assertThatThrownBy(() -> parse(variants)).isInstanceOf(PlaylistException.class);
        assertThatThrownBy(() -> parse("#EXTM3U\n#" + "EXT-X-" + "Y".repeat(20_000)))
                .isInstanceOf(PlaylistException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> HlsParser.parse(new byte[HlsParser.MAX_BYTES + 1], BASE))
                .isInstanceOf(PlaylistException.class)
                .hasMessageContaining("bytes");
    }

    @Test
    void isTolerantOfHowLinesAreWritten() throws PlaylistException {
        HlsMedia media =
                media("\uFEFF\r\n#EXTM3U\r\n#EXT-X-TARGETDURATION: 3.2 \r\n  #EXTINF: 3.2 , T \r\n ein täst.ts\r\n");

        assertThat(media.targetDuration()).isEqualTo(Duration.ofSeconds(4));
        assertThat(media.segments().get(0).uri()).contains(URI.create("http://origin.example/live/ein%20t%C3%A4st.ts"));
    }

    @Test
    void tellsHlsFromAPlainList() {
        assertThat(recognises("#EXTM3U\n#EXT-X-TARGETDURATION:4\n")).isTrue();
        assertThat(recognises("\uFEFF#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=1\n"))
                .isTrue();
        assertThat(recognises("#EXTM3U\n#EXTINF:-1,Radio\nhttp://radio.example/\n"))
                .isFalse();
        // a tag of a vendor of IPTV boxes does not make a list of stations a stream
        assertThat(recognises("#EXTM3U\n#EXT-X-APP:tv\n#EXTINF:-1,TV\nhttp://tv.example/\n"))
                .isFalse();
        assertThat(recognises("#EXT-X-TARGETDURATION:4\n")).isFalse();
    }

    private static boolean recognises(String text) {
        return HlsParser.recognises(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A playlist of these lines and a segment behind them. */
    private static void fails(String text, String... said) {
        assertThatThrownBy(() -> parse("#EXTM3U\n" + text + "segment.ts\n"))
                .isInstanceOf(PlaylistException.class)
                .message()
                .contains(said);
    }

    private static HlsMedia media(String text) throws PlaylistException {
        return (HlsMedia) parse(text);
    }

    private static HlsPlaylist parse(String text) throws PlaylistException {
        return HlsParser.parse(text.getBytes(StandardCharsets.UTF_8), BASE);
    }
}
