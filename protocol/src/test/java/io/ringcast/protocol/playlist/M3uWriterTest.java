package io.ringcast.protocol.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Channels as applications read them. */
final class M3uWriterTest {

    @Test
    void writesChannelsWithWhatIsKnownOfThem() {
        M3uWriter writer = new M3uWriter(Optional.of("http://guide.example/x.xml"));
        writer.add(new M3uWriter.Channel("news.id", "http://a/l.png", "Info", "7", "News"), "http://a/news");
        writer.add(new M3uWriter.Channel("", "", "", "", "Käse, \"Brot\""), "http://a/b");

        assertThat(writer.text()).isEqualTo("""
                #EXTM3U x-tvg-url="http://guide.example/x.xml"
                #EXTINF:-1 tvg-id="news.id" tvg-name="News" tvg-logo="http://a/l.png" tvg-chno="7" group-title="Info",News
                http://a/news
                #EXTINF:-1 tvg-name="Käse, 'Brot'",Käse, "Brot"
                http://a/b
                """);
    }

    @Test
    void isReadByOurOwnReader() throws PlaylistException {
        M3uWriter writer = new M3uWriter(Optional.empty());
        writer.add(new M3uWriter.Channel("", "", "", "1", "One\nTwo"), "http://a/one");
        writer.add(new M3uWriter.Channel("x", "", "", "", "Three"), "/three");

        Playlist read = Playlist.parse(writer.text().getBytes(StandardCharsets.UTF_8));

        assertThat(read.kind()).isEqualTo(Playlist.Kind.M3U);
        assertThat(read.entries()).extracting(Playlist.Entry::reference).containsExactly("http://a/one", "/three");
        assertThat(read.entries().get(0).title()).contains("One Two");
    }
}
