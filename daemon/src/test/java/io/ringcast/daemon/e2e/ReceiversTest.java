package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Players that people have, decoding what each output gives them: mpv, VLC, GStreamer. Those that are in the build as well - curl, nc,
 * ffmpeg, Icecast, nginx, openssl - have their tests beside what they receive.
 */
@Tag("long")
final class ReceiversTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int UDP = Loopback.freePort();
    private static final int RTP = Loopback.freePort();
    private static final String NOBODY = "65534";

    private static RunningDaemon daemon;

    @BeforeAll
    static void start() {
        daemon = RunningDaemon.of("""
                [source.card]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:0", "udp://127.0.0.1:%d", "rtp://127.0.0.1:%d"]
                """.formatted(UDP, RTP));
        // A playlist of HLS has three segments at least.
        await().atMost(LIMIT)
                .until(() ->
                        Tool.run(LIMIT, "curl", "-s", url("/card.m3u8")).text().contains(".ts"));
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/card", "/card.m3u8", "/card/snapshot"})
    void mpvPlaysPictureAndSound(String path) {
        Tool.Result played = Tool.run(LIMIT, "mpv", "--no-config", "--vo=null", "--ao=null", "--length=3", url(path));

        assertThat(played.status()).isZero();
        assertThat(played.text()).contains("VO: [null] ", "AO: [null] ", "Exiting... (End of file)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/card", "/card.ts", "/card.m3u8"})
    void vlcDecodesPictureAndSoundOverHttp(String path) {
        assertVlcDecodes(url(path));
    }

    @Test
    void vlcDecodesPictureAndSoundOfDatagrams() {
        assertVlcDecodes("udp://@127.0.0.1:" + UDP);
    }

    @Test
    void gstreamerDecodesOverHttp() {
        assertGstreamerDecodes("souphttpsrc", "location=" + url("/card"));
    }

    @Test
    void gstreamerDecodesHls() {
        assertGstreamerDecodes("souphttpsrc", "location=" + url("/card.m3u8"), "!", "hlsdemux");
    }

    @Test
    void gstreamerDecodesOverTcp() {
        assertGstreamerDecodes("tcpclientsrc", "host=127.0.0.1", "port=" + daemon.tcpPort("card"));
    }

    @Test
    void gstreamerDecodesDatagrams() {
        assertGstreamerDecodes("udpsrc", "port=" + UDP, "caps=video/mpegts");
    }

    @Test
    void gstreamerDecodesRtp() {
        String caps = "caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=MP2T";
        assertGstreamerDecodes("udpsrc", "port=" + RTP, caps, "!", "rtpmp2tdepay");
    }

    /** It goes on until it is ended, and names each picture that comes out of the decoder. */
    private static void assertGstreamerDecodes(String... from) {
        List<String> command = new ArrayList<>(List.of("timeout", "10", "gst-launch-1.0", "-v"));
        command.addAll(List.of(from));
        command.addAll(List.of("!", "tsdemux", "!", "h264parse", "!", "avdec_h264", "!"));
        command.addAll(List.of("fakesink", "sync=false", "silent=false"));
        assumeTrue(Tool.isThere("gst-launch-1.0"), "gst-launch-1.0 is not installed");

        Tool.Result decoded = Tool.run(LIMIT, command.toArray(String[]::new));

        assertThat(decoded.err()).isEmpty();
        assertThat(decoded.text().lines().filter(line -> line.contains("chain  ")))
                .hasSizeGreaterThan(100);
    }

    /** VLC does not run as root. */
    private static void assertVlcDecodes(String url) {
        assumeTrue(Tool.isThere("cvlc"), "cvlc is not installed");
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
            command.addAll(List.of("env", "HOME=/tmp"));
        }
        command.addAll(List.of("cvlc", "-vv", "--no-color", "--vout=dummy", "--aout=dummy"));
        command.addAll(List.of("--run-time=4", "--play-and-exit", url, "vlc://quit"));

        Tool.Result played = Tool.run(LIMIT, command.toArray(String[]::new));

        assertThat(played.status()).isZero();
        assertThat(played.err())
                .contains("using video decoder module", "using audio decoder module", "Received first picture");
    }

    private static String url(String path) {
        return daemon.http(path).toString();
    }
}
