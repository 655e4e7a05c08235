package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.protocol.mpegts.PesHeader;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsError;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What players see of switches between inputs that have nothing in common but their codecs. */
final class SplicesTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Switches that have to be seen, with pictures behind each of them. */
    private static final int SWITCHES = 20;

    /** More are made: an input that begins at its newest join point may end before it has shown a picture. */
    private static final int SWITCHES_MADE = 28;

    /** A stretch of fewer pictures is not counted: its input ended within its first group of them. */
    private static final int SHOWN = 5;

    /** A frame of picture as ffmpeg's filter shows it: its mean brightness and colours. */
    private static final Pattern FRAME = Pattern.compile("mean:\\[(\\d+) (\\d+) (\\d+)]");

    @TempDir
    Path dir = Path.of("");

    @Test
    @Tag("heavy")
    void playersGoOnOverTwentySwitches() throws IOException {
        // given: red and blue, with other PIDs, another order of streams and clocks that have nothing to do with each
        // other
        byte[] red = film("red.ts", "red", "440", "-map", "0:v", "-map", "1:a", "-output_ts_offset", "50");
        byte[] blue = film(
                "blue.ts",
                "blue",
                "880",
                "-map",
                "1:a",
                "-map",
                "0:v",
                "-output_ts_offset",
                "70000",
                "-mpegts_start_pid",
                "0x300",
                "-mpegts_pmt_start_pid",
                "0x1200",
                "-mpegts_service_id",
                "9");
        Ear.Memory ear = new Ear.Memory();
        try (FlakyOrigin one = FlakyOrigin.serving(pieces(red));
                FlakyOrigin other = FlakyOrigin.serving(pieces(blue));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.film]
                        inputs = ["%s", "%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "oldest"
                        retry = "100ms..100ms"
                        """.formatted(one.uri("/red.ts"), other.uri("/blue.ts")));
                Hearer hearer = Hearer.tcp(daemon.tcpPort("film"), ear);
                Tool player = Tool.start(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        "warning",
                        "-i",
                        "tcp://127.0.0.1:" + daemon.tcpPort("film"),
                        "-f",
                        "null",
                        "-")) {
            // when
            await().atMost(LIMIT)
                    .until(() -> daemon.metrics("ringcast_input_switches_total", "source=\"film\"") > SWITCHES_MADE);
            daemon.stop();

            // then: a player finds nothing out of time; it may speak of the picture and the frame of sound that were
            // cut
            Tool.Result played = player.await(LIMIT);
            assertThat(played.err())
                    .doesNotContain("dts to muxer")
                    .doesNotContainIgnoringCase("monoton")
                    .doesNotContain("Packet corrupt")
                    .doesNotContainIgnoringCase("out of order")
                    .doesNotContainIgnoringCase("discontinuity");
            hearer.awaitEnd(LIMIT);
        }
        byte[] heard = ear.all();
        assertNothingCounted(heard);
        assertPicturesAndSoundGoOn(heard);
    }

    @Test
    @Tag("heavy")
    void hearsNothingTwiceOfAProviderThatSendsItsLastSecondsAgain() throws IOException {
        // given: a provider that closes again and again, and begins each time 3 s before where it was
        byte[] film = film("film.ts", "green", "660");
        Ear.Memory ear = new Ear.Memory();
        try (FlakyOrigin origin = FlakyOrigin.serving(forgetful(film, film.length * 3 / 40));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.film]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "oldest"
                        retry = "100ms..100ms"
                        """.formatted(origin.uri("/film.ts")));
                Hearer hearer = Hearer.tcp(daemon.tcpPort("film"), ear)) {
            // when
            await().atMost(LIMIT).until(() -> origin.requests().size() > 9);
            daemon.stop();
            hearer.awaitEnd(LIMIT);
        }

        // then: picture and sound are those of the film, without a gap and without a repetition
        List<ByteBuf> heard = content(ear.all());
        List<ByteBuf> sent = content(film);
        assertThat(heard.size()).isGreaterThan(sent.size() / 2);
        int from = sent.indexOf(heard.get(0));
        assertThat(heard.equals(sent.subList(from, from + heard.size()))).isTrue();
        assertNothingCounted(ear.all());
    }

    /** What packets of picture and sound carry. */
    private static List<ByteBuf> content(byte[] packets) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        TsPacket packet = new TsPacket();
        List<ByteBuf> content = new ArrayList<>();
        for (int at = 0; at + TsPacket.SIZE <= packets.length; at += TsPacket.SIZE) {
            packet.wrap(buffer, at);
            if (packet.pid() == 0x100 || packet.pid() == 0x101) {
                content.add(buffer.slice(packet.payloadStart(), packet.payloadEnd() - packet.payloadStart()));
            }
        }
        return content;
    }

    private static void assertNothingCounted(byte[] heard) {
        assertThat(heard.length % TsPacket.SIZE).isZero();
        TsAnalyser analyser = TsAnalyser.byClock();
        analyser.packets(Unpooled.wrappedBuffer(heard), 0, heard.length, 0);
        for (TsError error : List.of(TsError.CONTINUITY, TsError.PCR_DISCONTINUITY, TsError.CRC, TsError.PMT)) {
            assertThat(analyser.count(error)).as(error.title()).isZero();
        }
        assertThat(stampsBack(heard)).isZero();
        assertThat(analyser.report().pids()).extracting(pid -> pid.pid()).doesNotContain(0x300, 0x301, 0x1200);
    }

    /** Decoding times that are not behind the one before them on their PID. */
    private static int stampsBack(byte[] packets) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        Map<Integer, Long> last = new HashMap<>();
        int back = 0;
        for (int at = 0; at < packets.length; at += TsPacket.SIZE) {
            if (pes.wrap(packet.wrap(buffer, at)) && pes.hasPts()) {
                Long before = last.put(packet.pid(), pes.dts());
                back += before != null && TsClock.stampDifference(pes.dts(), before) <= 0 ? 1 : 0;
            }
        }
        return back;
    }

    /** Behind each change of colour there are pictures, and sound lasts as long as picture. */
    private void assertPicturesAndSoundGoOn(byte[] heard) throws IOException {
        Path file = Files.write(dir.resolve("heard.ts"), heard);
        Tool.Result shown = Tool.run(
                LIMIT,
                "ffmpeg",
                "-nostdin",
                "-v",
                "info",
                "-i",
                file.toString(),
                "-vf",
                "showinfo",
                "-af",
                "ashowinfo",
                "-f",
                "null",
                "-");
        List<Integer> stretches = stretches(shown.err());
        assertThat(stretches)
                .filteredOn(pictures -> pictures > SHOWN)
                .as("stretches of one colour, of all %s", stretches)
                .hasSizeGreaterThan(SWITCHES);
        double pictures = stretches.stream().mapToInt(Integer::intValue).sum() / 25.0;
        double sound = shown.err()
                        .lines()
                        .filter(line -> line.contains("ashowinfo") && line.contains("nb_samples:1024"))
                        .count()
                * 1024.0
                / 48_000;
        assertThat(sound).isBetween(pictures * 0.7, pictures * 1.3);
    }

    /** Numbers of pictures in one colour. */
    private static List<Integer> stretches(String shown) {
        List<Integer> stretches = new ArrayList<>();
        boolean red = false;
        Matcher frames = FRAME.matcher(shown);
        while (frames.find()) {
            boolean isRed = Integer.parseInt(frames.group(3)) > 128;
            if (stretches.isEmpty() || isRed != red) {
                stretches.add(0);
                red = isRed;
            }
            stretches.set(stretches.size() - 1, stretches.get(stretches.size() - 1) + 1);
        }
        return stretches;
    }

    /** Forty seconds of moving noise in one colour, with a tone. */
    private byte[] film(String name, String colour, String tone, String... options) throws IOException {
        Path file = dir.resolve(name);
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "color=" + colour + ":s=128x96:r=25,noise=alls=30:allf=t",
                "-f",
                "lavfi",
                "-i",
                "sine=f=" + tone + ":r=48000",
                "-t",
                "40",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-bf",
                "2",
                "-g",
                "12",
                "-c:a",
                "aac"));
        command.addAll(List.of(options));
        command.add(file.toString());
        Tool.Result made = Tool.run(LIMIT, command.toArray(String[]::new));
        assertThat(made.err()).isEmpty();
        return Files.readAllBytes(file);
    }

    /** Gives each who asks the next two seconds or so, in pieces, and closes in the middle of a packet. */
    private static Behaviour pieces(byte[] film) {
        AtomicInteger turn = new AtomicInteger();
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: video/mp2t");
            int length = film.length / 20 + 77;
            int from = turn.getAndIncrement() % 18 * (film.length / 20);
            for (int at = from; at < from + length; at += 4000) {
                wire.send(film, at, Math.min(4000, from + length - at));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        };
    }

    /** Goes on with the film from where it was, less what it sends again, for about a tenth of it. */
    private static Behaviour forgetful(byte[] film, int again) {
        AtomicInteger place = new AtomicInteger();
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: video/mp2t");
            int from = Math.max(0, place.get() - again) / TsPacket.SIZE * TsPacket.SIZE;
            int to = Math.min(film.length, place.get() + film.length / 12 + 77);
            wire.send(film, from, place.get() - from);
            for (int at = place.get(); at < to; at += 4000) {
                wire.send(film, at, Math.min(4000, to - at));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            place.set(to);
        };
    }
}
