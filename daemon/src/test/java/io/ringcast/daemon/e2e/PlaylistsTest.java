package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SourceState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Playlists behind HTTP and on disk. */
final class PlaylistsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir = Path.of("");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer web;

    @BeforeEach
    void start() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
    }

    @AfterEach
    void stop() {
        web.stop(0);
    }

    @Test
    void playsWhatAListNamesOneAfterTheOther() {
        serve("/list/radio.m3u", "audio/x-mpegurl", "#EXTM3U\n#EXTINF:1,One\n../one.bin\n#EXTINF:1,Two\n/two.bin\n");
        serve("/one.bin", "application/octet-stream", "1".repeat(100_000));
        serve("/two.bin", "application/octet-stream", "2".repeat(50_000));

        String got = playToTheEnd(url("/list/radio.m3u"));

        assertThat(got).isEqualTo("1".repeat(100_000) + "2".repeat(50_000));
        assertThat(requests).containsExactly("/list/radio.m3u", "/one.bin", "/two.bin");
    }

    @Test
    void findsAListByItsBytesWhateverItIsCalled() {
        serve("/list", "text/plain", "[playlist]\nFile1=one.bin\n");
        serve("/one.bin", "application/octet-stream", "one");

        assertThat(playToTheEnd(url("/list"))).isEqualTo("one");
    }

    @Test
    void passesOverWhatIsMissingAndWhatMayNotBeNamed() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret.bin"), "secret");
        serve(
                "/list.m3u",
                "audio/x-mpegurl",
                "gone.bin\nfile://" + secret + "\n" + secret + "\ntcp://127.0.0.1:1/\npage.bin\nlast.bin\n");
        serve("/page.bin", "application/octet-stream", "<!doctype html><html><body>no</body></html>");
        serve("/last.bin", "application/octet-stream", "last");

        assertThat(playToTheEnd(url("/list.m3u"))).isEqualTo("last");
    }

    @Test
    void refusesAListThatNamesItself() {
        serve("/self.m3u", "audio/x-mpegurl", "self.m3u\n");

        try (RunningDaemon daemon = daemon(url("/self.m3u"))) {
            await().atMost(LIMIT)
                    .until(() ->
                            daemon.status("list").inputs().get(0).lastFailure().isPresent());

            assertThat(daemon.status("list")
                            .inputs()
                            .get(0)
                            .lastFailure()
                            .orElseThrow()
                            .reason())
                    .isEqualTo(Reason.PLAYLIST);
            assertThat(requests).hasSize(5);
        }
    }

    @Test
    void playsAListOfThisHostThatNamesAUrl() throws IOException {
        serve("/two.bin", "application/octet-stream", "two");
        Files.writeString(dir.resolve("one.bin"), "one");
        Path list = Files.writeString(dir.resolve("list.m3u"), "one.bin\n" + url("/two.bin") + "\n");

        assertThat(playToTheEnd(list.toString())).isEqualTo("onetwo");
    }

    private String playToTheEnd(String input) {
        try (RunningDaemon daemon = daemon(input)) {
            await().atMost(LIMIT).until(() -> daemon.status("list").state() instanceof SourceState.Ended);
            try (var in = daemon.http("/list?from=oldest").toURL().openStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static RunningDaemon daemon(String input) {
        return RunningDaemon.of("[source.list]\ninputs = [\"" + input + "\"]\n");
    }

    private void serve(String path, String type, String body) {
        web.createContext(path, exchange -> {
            requests.add(exchange.getRequestURI().getPath());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private String url(String path) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }
}
