package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.protocol.playlist.HlsMedia;
import io.ringcast.protocol.playlist.HlsParser;
import io.ringcast.protocol.playlist.HlsSegment;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HLS as players see it: our own reader follows the playlist, ffmpeg plays what it names. */
@Timeout(180)
final class HlsOutputTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SOURCES = """
            [source.card]
            inputs = ["test:card"]
            hls = { segment = "1s", window = 3 }
            join-wait = "30s"
            [source.demand]
            inputs = ["test:card"]
            on-demand = true
            idle = "500ms"
            hls = { segment = "1s", window = 3 }
            join-wait = "30s"
            [source.off]
            inputs = ["test:card"]
            hls = "off"
            [source.short]
            inputs = ["test:card"]
            ring = "10s"
            """;

    @TempDir
    Path dir = Path.of("");

    @Test
    void segmentsFollowEachOtherWithoutAGap() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            URI uri = daemon.http("/card.m3u8");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            HlsMedia first = playlist(uri);
            long next = first.mediaSequence();
            long begun = next;
            while (next < begun + 6) {
                HlsMedia media = playlist(uri);
                assertThat(media.targetDuration()).isEqualTo(first.targetDuration());
                assertThat(media.mediaSequence()).isLessThanOrEqualTo(next);
                while (next < media.endSequence()) {
                    HlsSegment segment = media.segment(next++);
                    assertThat(segment.duration().plusMillis(499).toSeconds())
                            .isLessThanOrEqualTo(first.targetDuration().toSeconds());
                    HttpResponse<byte[]> answer = get(segment.uri().orElseThrow());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.headers().firstValue("content-type")).contains("video/mp2t");
                    assertAnySiteMayRead(answer);
                    all.writeBytes(answer.body());
                }
                Thread.sleep(200);
            }

            assertThat(daemon.listeners("card")).isEqualTo(1);
            Path file = Files.write(dir.resolve("all.ts"), all.toByteArray());
            Tool.Result played = Tool.run(
                    LIMIT, "ffmpeg", "-v", "warning", "-xerror", "-i", file.toString(), "-map", "0", "-f", "null", "-");
            assertThat(played.err()).isEmpty();
            assertThat(played.status()).isZero();
        }
    }

    @Test
    void ffmpegPlaysItWithoutAWord() {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            Tool.Result played = Tool.run(
                    LIMIT,
                    "ffmpeg",
                    "-v",
                    "warning",
                    "-i",
                    daemon.http("/card.m3u8").toString(),
                    "-t",
                    "5",
                    "-f",
                    "null",
                    "-");

            assertThat(played.err()).isEmpty();
            assertThat(played.status()).isZero();
        }
    }

    @Test
    void aViewerStartsASourceOnDemandAndLeavesItWhenHeAsksNoMore() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            assertThat(daemon.status("demand").state().word()).isEqualTo("idle");

            HlsMedia media = playlist(daemon.http("/demand.m3u8?session=me"));

            assertThat(media.segments())
                    .isNotEmpty()
                    .allSatisfy(segment -> assertThat(segment.reference()).endsWith(".ts?session=me"));
            assertThat(daemon.metrics("ringcast_listeners", "source=\"demand\""))
                    .isEqualTo(1);
            await().atMost(LIMIT)
                    .until(() -> daemon.status("demand").state().word().equals("idle"));
            assertThat(daemon.ends()).anySatisfy(end -> {
                assertThat(end.reason()).isEqualTo(EndReason.IDLE);
                assertThat(end.listener().account().kind()).isEqualTo("hls");
            });
        }
    }

    @Test
    void pagesOfAnySiteMayPlayIt() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            for (String path : List.of("/card", "/card.m3u8", "/card/hls/1.ts", "/card/hls/map-1.mp4")) {
                HttpRequest asking = HttpRequest.newBuilder(daemon.http(path))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", "https://page.example")
                        .header("Access-Control-Request-Method", "GET")
                        .header("Access-Control-Request-Headers", "range")
                        .build();
                HttpResponse<Void> answer = CLIENT.send(asking, HttpResponse.BodyHandlers.discarding());

                assertThat(answer.statusCode()).as(path).isEqualTo(204);
                assertAnySiteMayRead(answer);
                assertThat(answer.headers().firstValue("access-control-allow-headers"))
                        .hasValueSatisfying(allowed -> assertThat(allowed).contains("Range"));
            }
        }
    }

    @Test
    void saysWhyThereIsNone() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.of(SOURCES)) {
            assertThat(text(daemon.http("/off.m3u8"), 404)).contains("hls: off for off");
            assertThat(text(daemon.http("/short.m3u8"), 404))
                    .contains("ring: 10s is too short for HLS (expected: ring = \"28s\" or longer");
            assertThat(text(daemon.http("/nothing.m3u8"), 404)).contains("no stream called nothing");
            assertThat(text(daemon.http("/card/hls/1.ts"), 404)).contains("expected: what the playlist names");
            assertThat(text(daemon.http("/card.m3u8?session=%2F"), 400)).contains("session");
        }
    }

    private static HlsMedia playlist(URI uri) throws Exception {
        HttpResponse<byte[]> answer = get(uri);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.apple.mpegurl");
        assertAnySiteMayRead(answer);
        return (HlsMedia) HlsParser.parse(answer.body(), uri);
    }

    private static void assertAnySiteMayRead(HttpResponse<?> answer) {
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
    }

    private static String text(URI uri, int status) throws Exception {
        HttpResponse<byte[]> answer = get(uri);
        assertThat(answer.statusCode()).isEqualTo(status);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
