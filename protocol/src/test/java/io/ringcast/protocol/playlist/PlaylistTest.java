package io.ringcast.protocol.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.playlist.Playlist.Entry;
import io.ringcast.protocol.playlist.Playlist.Kind;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaylistTest {

    @Test
    void readsTitlesAndReferencesOfAnExtendedM3u() throws PlaylistException {
        Playlist playlist = parse("""
                #EXTM3U
                #EXTINF:123,Kraftwerk - Autobahn
                music/autobahn.mp3
                # a comment
                #EXTINF:-1 tvg-id="one, first" group-title="News",One, the news
                http://origin.example/one.ts
                plain.ts
                """);

        assertThat(playlist.kind()).isEqualTo(Kind.M3U);
        assertThat(playlist.entries())
                .containsExactly(
                        new Entry("music/autobahn.mp3", Optional.of("Kraftwerk - Autobahn")),
                        new Entry("http://origin.example/one.ts", Optional.of("One, the news")),
                        new Entry("plain.ts", Optional.empty()));
    }

    @Test
    void readsAnM3uThatHasNoHeader() throws PlaylistException {
        assertThat(parse("a.mp3\r\nb.mp3\r\n").entries())
                .extracting(Entry::reference)
                .containsExactly("a.mp3", "b.mp3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void endsLinesInAnyWay(String end) throws PlaylistException {
        Playlist playlist = parse("#EXTM3U" + end + "#EXTINF:1,One" + end + "  1.ts  " + end + end + "2.ts");

        assertThat(playlist.entries())
                .containsExactly(new Entry("1.ts", Optional.of("One")), new Entry("2.ts", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1"})
    void readsUmlautsOfEitherCharset(String charset) throws PlaylistException {
        byte[] bytes = "#EXTM3U\n#EXTINF:1,Götterdämmerung\nüber.mp3\n".getBytes(Charset.forName(charset));

        assertThat(Playlist.parse(bytes).entries())
                .containsExactly(new Entry("über.mp3", Optional.of("Götterdämmerung")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void skipsAByteOrderMark(String charset) throws PlaylistException {
        byte[] bytes = "\uFEFF[playlist]\nFile1=ü.mp3\n".getBytes(Charset.forName(charset));

        assertThat(Playlist.parse(bytes).entries()).extracting(Entry::reference).containsExactly("ü.mp3");
    }

    @Test
    void readsPlsInTheOrderOfItsNumbers() throws PlaylistException {
        Playlist playlist = parse("""
                [playlist]
                NumberOfEntries=3
                file10=http://origin.example/ten
                File2=http://origin.example/two
                Title2=Two
                TITLE10 = Ten
                Length2=-1
                Version=2
                """);

        assertThat(playlist.kind()).isEqualTo(Kind.PLS);
        assertThat(playlist.entries())
                .containsExactly(
                        new Entry("http://origin.example/two", Optional.of("Two")),
                        new Entry("http://origin.example/ten", Optional.of("Ten")));
    }

    @Test
    void tellsHlsFromM3u() throws PlaylistException {
        assertThat(parse("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nsegment.ts\n")
                        .kind())
                .isEqualTo(Kind.HLS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:6,\nsegment.ts\n",
                "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n",
                "#EXTM3U\n#EXTINF:6,\nsegment.ts\n#EXT-X-ENDLIST\n",
            })
    void takesNoSegmentsForItems(String text) throws PlaylistException {
        assertThat(parse(text).kind()).isEqualTo(Kind.HLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#EXT-X-APP APTV", "#EXT-X-APTV-TYPE remote", "#EXT-X-KEYWORDS:news", "#EXT-X-VERSION:3"})
    void readsAListForIptvWithTagsOfItsMaker(String tag) throws PlaylistException {
        Playlist playlist = parse("#EXTM3U\n" + tag + "\n#EXTINF:-1 tvg-id=\"a,b\",News\nhttp://tv.example/news\n");

        assertThat(playlist.kind()).isEqualTo(Kind.M3U);
        assertThat(playlist.entries()).containsExactly(new Entry("http://tv.example/news", Optional.of("News")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#EXTM3U\n# nothing\n", "[playlist]\nNumberOfEntries=0\n"})
    void refusesWhatNamesNothing(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(PlaylistException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> Playlist.parse(new byte[Playlist.MAX_BYTES + 1]))
                .isInstanceOf(PlaylistException.class);
    }

    @Test
    void looksAtABoundedNumberOfEntries() throws PlaylistException {
        assertThat(parse("a.ts\n".repeat(Playlist.MAX_ENTRIES + 5)).entries()).hasSize(Playlist.MAX_ENTRIES);
    }

    @Test
    void takesAnyBytesWithoutAnythingButItsOwnException() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] alphabet = "#EXTINF:,[playlist]file1=\r\n\"http://\uFEFF".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(4) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            }
            try {
                assertThat(Playlist.parse(bytes)).as("seed %d", seed).isNotNull();
            } catch (PlaylistException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/list/radio.m3u, song.mp3, http://a.example/list/song.mp3",
        "http://a.example/list/radio.m3u, ../x/my song.mp3, http://a.example/x/my%20song.mp3",
        "http://a.example/list/radio.m3u, //b.example/s, http://b.example/s",
        "http://a.example/list/radio.m3u, /über 100%.ts, http://a.example/%C3%BCber%20100%25.ts",
        "http://a.example/list/radio.m3u, https://b.example:8443/x?y=1, https://b.example:8443/x?y=1",
    })
    void resolvesReferencesAgainstTheList(String base, String reference, String resolved) {
        assertThat(Reference.resolve(URI.create(base), reference)).contains(URI.create(resolved));
    }

    @ParameterizedTest
    @CsvSource({"http://a/b, http", "FILE:/x, file", "C:\\music\\a.mp3, ''", "a/b:c.ts, ''", "song.mp3, ''"})
    void knowsSchemes(String reference, String scheme) {
        assertThat(Reference.scheme(reference)).isEqualTo(scheme);
    }

    @ParameterizedTest
    @CsvSource({
        "'#EXTM3U\n', YES",
        "'\uFEFF  #extm3u', YES",
        "'[PlayList]', YES",
        "'#EXT', UNKNOWN",
        "'', UNKNOWN",
        "'#EXTX', NO",
        "GIF89a, NO",
    })
    void tellsFromTheFirstBytes(String text, PlaylistStart start) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);

        assertThat(PlaylistStart.of(bytes)).isEqualTo(start);
    }

    private static Playlist parse(String text) throws PlaylistException {
        return Playlist.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
