package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that people have play the test card, however they ask for it. */
final class ToolsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static RunningDaemon daemon;

    @TempDir
    Path dir = Path.of("");

    @BeforeAll
    static void start() {
        daemon = RunningDaemon.of("""
                [source.card]
                inputs = ["test:card"]
                outputs = ["tcp://127.0.0.1:0"]
                """);
        await().atMost(LIMIT).until(() -> daemon.head("card") > 100_000);
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void ncGetsPictureAndSoundWithoutSayingAWord() throws IOException {
        // -w ends it after 3 s without traffic in either direction; a stream is never silent, so timeout does.
        try (Tool nc = Tool.startWithInput("timeout", "6", "nc", "-w", "3", "127.0.0.1", tcpPort())) {
            assertPlays(nc.await(LIMIT).out());
        }
    }

    @Test
    void ncThatHalfClosesGetsPictureAndSound() throws IOException {
        // -N shuts the sending side down at the end of its input, which is at once.
        try (Tool nc = Tool.start("timeout", "6", "nc", "-N", "127.0.0.1", tcpPort())) {
            assertPlays(nc.await(LIMIT).out());
        }
    }

    @Test
    void curlGetsAnEndlessStream() throws IOException {
        Tool.Result curl = curl("-D", dir.resolve("head").toString());

        assertThat(curl.status()).as("28 is: the time is over").isEqualTo(28);
        assertPlays(curl.out());
        String head = Files.readString(dir.resolve("head"));
        assertThat(head)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-type: video/mp2t")
                .containsIgnoringCase("cache-control: no-store")
                .doesNotContainIgnoringCase("\ncontent-length:")
                .doesNotContainIgnoringCase("transfer-encoding");
    }

    @Test
    void curlThatAsksFromTheFirstByteGetsTheSame() throws IOException {
        Tool.Result curl = curl("-r", "0-", "-D", dir.resolve("head").toString());

        assertPlays(curl.out());
        assertThat(Files.readString(dir.resolve("head"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void curlOfHttp10GetsTheSame() throws IOException {
        assertPlays(curl("--http1.0").out());
    }

    @Test
    void curlThatAsksForTheHeadGetsIt() {
        Tool.Result curl = Tool.run(LIMIT, "curl", "-s", "-I", "--max-time", "20", url());

        assertThat(curl.status()).isZero();
        assertThat(curl.text()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-type: video/mp2t");
    }

    @Test
    void curlThatMistypesTheNameIsToldTheNames() {
        Tool.Result curl = Tool.run(
                LIMIT,
                "curl",
                "-s",
                "-i",
                "--max-time",
                "20",
                daemon.http("/cart").toString());

        assertThat(curl.text()).startsWith("HTTP/1.1 404 ").contains("card");
    }

    @Test
    void ffprobeFindsPictureAndSoundByTcp() {
        assertThat(codecs("tcp://127.0.0.1:" + tcpPort())).contains("h264", "aac");
    }

    @Test
    void ffprobeFindsPictureAndSoundByHttp() {
        assertThat(codecs(url())).contains("h264", "aac");
    }

    @Test
    @Tag("heavy")
    void ffmpegPlaysAcrossTheLoopWithoutAWord() {
        // The card is 16 s long: in 20 s there is a loop, wherever they begin.
        String[] seconds = {"-t", "20"};
        try (Tool byTcp = decode("tcp://127.0.0.1:" + tcpPort(), seconds);
                Tool byHttp = decode(url(), seconds)) {
            for (Tool ffmpeg : new Tool[] {byTcp, byHttp}) {
                Tool.Result result = ffmpeg.await(LIMIT);
                assertThat(result.err()).isEmpty();
                assertThat(result.status()).isZero();
            }
        }
    }

    private static Tool decode(String url, String... limit) {
        return Tool.start("ffmpeg", "-nostdin", "-v", "error", "-i", url, limit[0], limit[1], "-f", "null", "-");
    }

    private static String codecs(String url) {
        Tool.Result ffprobe =
                Tool.run(LIMIT, "ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", url);
        assertThat(ffprobe.err()).isEmpty();
        return ffprobe.text();
    }

    /** What came is whole packets from a join point on, which decode without a word. */
    private void assertPlays(byte[] stream) throws IOException {
        assertThat(stream.length).isGreaterThan(200_000);
        Path file = dir.resolve("stream.ts");
        byte[] whole = Arrays.copyOf(stream, stream.length - stream.length % TsPacket.SIZE);
        Files.write(file, whole);
        assertThat(codecs(file.toString())).contains("h264", "aac");
    }

    /** Four seconds of the card. */
    private static Tool.Result curl(String... options) {
        String[] command = new String[options.length + 5];
        command[0] = "curl";
        command[1] = "-s";
        command[2] = "--max-time";
        command[3] = "4";
        System.arraycopy(options, 0, command, 4, options.length);
        command[command.length - 1] = url();
        return Tool.run(LIMIT, command);
    }

    private static String tcpPort() {
        return Integer.toString(daemon.tcpPort("card"));
    }

    private static String url() {
        return daemon.http("/card").toString();
    }
}
