package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.HlsSite;
import io.ringcast.daemon.testing.Wire;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsError;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HLS as ffmpeg writes it, live: those who listen to it as one stream get what ffmpeg decodes without a word. */
@Tag("heavy")
final class HlsMuxerTest {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int SECONDS = 12;
    private static final int FRAMES_PER_SECOND = 25;

    /** What is not played at the beginning of a live list, and more. */
    private static final int MISSING_SECONDS = 4;

    @TempDir
    Path dir = Path.of("");

    /**
     * One way to write it.
     *
     * @param turns programs that write it one after the other
     */
    private record Kind(String name, boolean transport, List<List<String>> turns) {

        static Kind of(String name, boolean transport, String... options) {
            return new Kind(name, transport, List.of(List.of(options)));
        }
    }

    @Test
    void listenersGetOneStreamThatDecodes() throws IOException {
        assumeTrue(Tool.isThere("ffmpeg") && Tool.isThere("ffprobe"), "ffmpeg is not installed");
        // given: lists that are not there yet, and will be live, and end
        Files.write(dir.resolve("key"), "0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        Path keyInfo = Files.writeString(dir.resolve("keyinfo"), "/key\n" + dir.resolve("key") + "\n");
        List<Kind> kinds = List.of(
                Kind.of("plain", true, "-hls_flags", "delete_segments", "-hls_list_size", "6"),
                Kind.of("encrypted", true, "-hls_key_info_file", keyInfo.toString(), "-hls_list_size", "0"),
                Kind.of("fragments", false, "-hls_segment_type", "fmp4", "-hls_list_size", "0"),
                new Kind(
                        "again",
                        true,
                        List.of(
                                List.of("-hls_list_size", "0", "-hls_flags", "append_list+omit_endlist"),
                                List.of("-hls_list_size", "0", "-hls_flags", "append_list+discont_start"))));
        List<Ear.Memory> ears = new ArrayList<>();
        List<Hearer> hearers = new ArrayList<>();
        StringBuilder sources = new StringBuilder();
        try (FlakyOrigin origin = FlakyOrigin.serving(this::serve)) {
            for (Kind kind : kinds) {
                sources.append("""
                        [source.%s]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "oldest"
                        join-wait = "60s"
                        retry = "100ms..200ms"
                        """.formatted(kind.name(), origin.uri("/" + kind.name() + ".m3u8")));
            }
            try (RunningDaemon daemon = RunningDaemon.start("memory = \"128MiB\"", sources.toString());
                    Tool plain = muxer(kinds.get(0), 0);
                    Tool encrypted = muxer(kinds.get(1), 0);
                    Tool fragments = muxer(kinds.get(2), 0);
                    Tool first = muxer(kinds.get(3), 0)) {
                for (Kind kind : kinds) {
                    Ear.Memory ear = new Ear.Memory();
                    ears.add(ear);
                    hearers.add(Hearer.tcp(daemon.tcpPort(kind.name()), ear));
                }

                // when: one program goes on where another stopped, with another clock
                assertThat(first.await(LIMIT).status()).isZero();
                try (Tool second = muxer(kinds.get(3), 1)) {
                    for (Hearer hearer : hearers) {
                        assertThat(hearer.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                    }
                    assertThat(second.await(LIMIT).status()).isZero();
                }

                // then
                assertThat(List.of(plain.await(LIMIT), encrypted.await(LIMIT), fragments.await(LIMIT)))
                        .allMatch(result -> result.status() == 0);
                assertThat(segments(daemon, "skipped")).isZero();
                assertThat(segments(daemon, "missed")).isZero();
                assertThat(segments(daemon, "discontinuity")).isPositive();
            }
        }
        for (int i = 0; i < kinds.size(); i++) {
            assertDecodes(kinds.get(i), ears.get(i).all());
        }
    }

    private void assertDecodes(Kind kind, byte[] heard) throws IOException {
        Path file = Files.write(dir.resolve(kind.name() + ".heard"), heard);
        Tool.Result played =
                Tool.run(LIMIT, "ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-f", "null", "-");
        assertThat(played.err()).as(kind.name()).isEmpty();
        String frames = Tool.run(
                        LIMIT,
                        "ffprobe",
                        "-v",
                        "error",
                        "-count_frames",
                        "-select_streams",
                        "v:0",
                        "-show_entries",
                        "stream=nb_read_frames",
                        "-of",
                        "default=nw=1:nk=1",
                        file.toString())
                .text()
                .strip()
                .split("\\s+")[0];
        int seconds = SECONDS * kind.turns().size() - MISSING_SECONDS;
        assertThat(Integer.parseInt(frames)).as(kind.name()).isGreaterThanOrEqualTo(seconds * FRAMES_PER_SECOND);
        if (kind.transport()) {
            ByteBuf packets = Unpooled.wrappedBuffer(heard);
            assertThat(packets.readableBytes() % TsPacket.SIZE).isZero();
            TsAnalyser analyser = TsAnalyser.byClock();
            analyser.packets(packets, 0, packets.readableBytes(), 0);
            assertThat(analyser.count(TsError.CONTINUITY)).as(kind.name()).isZero();
        }
    }

    private static long segments(RunningDaemon daemon, String result) {
        return daemon.metrics("ringcast_input_segments_total", "result=\"" + result + "\"");
    }

    private Path list(Kind kind) {
        return dir.resolve(kind.name() + ".m3u8");
    }

    private Tool muxer(Kind kind, int turn) {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of("-re", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=" + FRAMES_PER_SECOND));
        command.addAll(List.of("-re", "-f", "lavfi", "-i", "sine=r=44100"));
        command.addAll(List.of("-t", String.valueOf(SECONDS), "-c:v", "libx264", "-preset", "ultrafast"));
        command.addAll(List.of("-g", String.valueOf(FRAMES_PER_SECOND), "-flags", "+cgop", "-c:a", "aac"));
        command.addAll(List.of("-f", "hls", "-hls_time", "1"));
        command.addAll(kind.turns().get(turn));
        command.addAll(List.of(
                "-hls_fmp4_init_filename", kind.name() + "-init.mp4", list(kind).toString()));
        return Tool.start(command.toArray(String[]::new));
    }

    /** Files of the folder, as they are when they are asked for. */
    private void serve(FlakyOrigin.Request request, Wire wire) throws IOException, InterruptedException {
        Path file = dir.resolve(request.target().substring(1));
        HlsSite site = new HlsSite();
        if (Files.isRegularFile(file)) {
            site.file(request.target(), read(file));
        }
        site.answer(request, wire);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
