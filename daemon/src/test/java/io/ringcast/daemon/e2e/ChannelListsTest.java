package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.protocol.playlist.Playlist;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What players, applications and tools find on the HTTP port besides the streams. */
@Timeout(120)
final class ChannelListsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static RunningDaemon daemon;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        daemon = RunningDaemon.start("epg-url = \"https://guide.example/x.xml\"", """
                [source.b]
                inputs = ["test:card"]
                title = "Käse"
                description = "About bread"
                genre = "Food"
                logo = "https://a.example/l.png"
                group = "Test"
                epg-id = "b.id"
                outputs = ["rtp://127.0.0.1:%d", { url = "rtp://239.255.77.1:5004?ttl=3", name = "group" }]
                [source.a]
                inputs = ["test:card"]
                number = 2
                [source.c]
                inputs = [{ url = "publish:", user = "u", password = "p" }]
                number = 1
                """.formatted(Loopback.freePort()));
        await().atMost(LIMIT).until(() -> daemon.head("a") > 0 && daemon.head("b") > 0);
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void allChannelsInTheirOrder() throws Exception {
        HttpResponse<String> answer = get("/playlist.m3u");

        String host = "http://127.0.0.1:" + daemon.httpPort();
        assertThat(answer.headers().firstValue("content-type")).contains("audio/x-mpegurl; charset=utf-8");
        assertThat(answer.body()).isEqualTo("""
                #EXTM3U x-tvg-url="https://guide.example/x.xml"
                #EXTINF:-1 tvg-name="c" tvg-chno="1",c
                %1$s/c
                #EXTINF:-1 tvg-name="a" tvg-chno="2",a
                %1$s/a
                #EXTINF:-1 tvg-id="b.id" tvg-name="Käse" tvg-logo="https://a.example/l.png" group-title="Test",Käse
                %1$s/b
                """.formatted(host));
    }

    @Test
    void oneChannelByTheWayThatIsAskedFor() throws Exception {
        assertThat(references("/b.m3u?via=http")).containsExactly("/b");
        assertThat(references("/b.m3u?via=hls")).containsExactly("/b.m3u8");
        assertThat(get("/playlist.m3u?via=udp").body()).contains("\nrtp://@:").doesNotContain("http://127");
        assertThat(get("/b.m3u?via=pigeon").statusCode()).isEqualTo(400);
        assertThat(get("/nothing.m3u").statusCode()).isEqualTo(404);
    }

    @Test
    void theStatusThatToolsOfIcecastRead() throws Exception {
        HttpResponse<String> answer = get("/status-json.xsl");

        assertThat(answer.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        assertThat(answer.body())
                .startsWith("{\"icestats\":{\"host\":\"127.0.0.1\",\"server_id\":\"Ringcast/")
                .contains("\"genre\":\"Food\",\"listeners\":0,\"listenurl\":\"http://127.0.0.1:" + daemon.httpPort()
                        + "/b\",\"server_description\":\"About bread\",\"server_name\":\"Käse\","
                        + "\"server_type\":\"video/mp2t\"}")
                .doesNotContain("/c\"");
    }

    @ParameterizedTest
    @CsvSource({"/b.sdp, 127.0.0.1", "/b.sdp?output=group, 239.255.77.1/3"})
    void sessionsOfRtp(String path, String connection) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.headers().firstValue("content-type")).contains("application/sdp");
        assertThat(answer.body())
                .startsWith("v=0\r\no=- ")
                .contains("\r\ns=Käse\r\nc=IN IP4 " + connection + "\r\n")
                .endsWith(" RTP/AVP 33\r\na=rtpmap:33 MP2T/90000\r\n");
    }

    @Test
    void noSessionWhereThereIsNone() throws Exception {
        assertThat(get("/a.sdp").statusCode()).isEqualTo(404);
        assertThat(get("/b.sdp?output=x").body()).contains("expected: one of").contains("group");
    }

    private static java.util.List<String> references(String path) throws Exception {
        String base = "http://127.0.0.1:" + daemon.httpPort();
        return Playlist.parse(get(path).body().getBytes(StandardCharsets.UTF_8)).entries().stream()
                .map(entry -> entry.reference().replace(base, ""))
                .toList();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        URI uri = daemon.http(path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
