package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.container.Id3Reader;
import io.ringcast.protocol.playlist.HlsMedia;
import io.ringcast.protocol.playlist.HlsParser;
import io.ringcast.protocol.playlist.HlsSegment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Titles that stand in ID3 tags: of files, of downloads, and in HLS in both directions. */
@Timeout(120)
final class TitlesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path dir = Path.of("");

    @Test
    void titleOfATagGoesFromAFileIntoHlsAndOutOfHls() throws Exception {
        song("track01.mp3", "-metadata", "artist=Käthe", "-metadata", "title=Über uns");
        StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n");
        try (RunningDaemon origin =
                RunningDaemon.of(source("song", "file:" + dir.resolve("track01.mp3") + "?loop=true"))) {
            await().atMost(LIMIT).until(() -> title(origin, "song").equals("Käthe - Über uns"));
            URI playlist = origin.http("/song.m3u8");
            for (HlsSegment segment : ((HlsMedia) HlsParser.parse(get(playlist), playlist)).segments()) {
                byte[] body = get(segment.uri().orElseThrow());
                Id3Reader tag = new Id3Reader();
                tag.look(Unpooled.wrappedBuffer(body));
                assertThat(tag.title()).contains("Käthe - Über uns");
                Files.write(dir.resolve(segment.sequence() + ".mp3"), body);
                list.append("#EXTINF:1,\n").append(segment.sequence()).append(".mp3\n");
            }
        }
        Files.writeString(dir.resolve("list.m3u8"), list + "#EXT-X-ENDLIST\n");

        try (Web web = new Web(dir);
                RunningDaemon relay = RunningDaemon.of(source("relay", web.url("list.m3u8")))) {
            await().atMost(LIMIT).until(() -> title(relay, "relay").equals("Käthe - Über uns"));
            await().atMost(LIMIT)
                    .until(() -> relay.unit("relay").stream().ring().head() > 0);
        }
    }

    @Test
    void aFileWithoutATagIsCalledByItsNameAndADownloadByNothing() throws Exception {
        song("My song.mp3", "-id3v2_version", "0", "-write_id3v1", "0");
        song("tagged.mp3", "-metadata", "title=From the tag");

        try (Web web = new Web(dir);
                RunningDaemon daemon = RunningDaemon.of(source("named", "file:" + dir.resolve("My song.mp3"))
                        + source("tagged", web.url("tagged.mp3"))
                        + source("bare", web.url("My%20song.mp3")))) {
            await().atMost(LIMIT).until(() -> title(daemon, "named").equals("My song"));
            await().atMost(LIMIT).until(() -> title(daemon, "tagged").equals("From the tag"));
            await().atMost(LIMIT)
                    .until(() -> daemon.unit("bare").stream().ring().head() > 0);
            assertThat(title(daemon, "bare")).isEmpty();
        }
    }

    private static String source(String name, String url) {
        return """
                [source.%s]
                inputs = ["%s"]
                hls = { segment = "1s", window = 3 }
                join-wait = "30s"
                """.formatted(name, url);
    }

    private void song(String name, String... options) throws IOException {
        String[] begin = {"ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=300:duration=12", "-b:a", "64k"};
        String[] command = new String[begin.length + options.length + 1];
        System.arraycopy(begin, 0, command, 0, begin.length);
        System.arraycopy(options, 0, command, begin.length, options.length);
        command[command.length - 1] = dir.resolve(name).toString();
        assertThat(Tool.run(LIMIT, command).err()).isEmpty();
        assertThat(Files.size(dir.resolve(name))).isPositive();
    }

    private static String title(RunningDaemon daemon, String source) {
        return daemon.unit(source).stream().info().title();
    }

    private static byte[] get(URI uri) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofByteArray())
                .body();
    }

    /** Serves the files of a folder. */
    private static final class Web implements AutoCloseable {

        private final HttpServer server;

        Web(Path dir) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String name = exchange.getRequestURI().getPath().substring(1);
                byte[] file = Files.readAllBytes(dir.resolve(name));
                exchange.getResponseHeaders()
                        .set("Content-Type", name.endsWith(".mp3") ? "audio/mpeg" : "application/vnd.apple.mpegurl");
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
                exchange.close();
            });
            server.start();
        }

        String url(String name) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
