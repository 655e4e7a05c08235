package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FlakyOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every container that ffmpeg makes are paced, and whoever comes in the middle of them gets what ffmpeg decodes without a word. */
@Tag("heavy")
final class ContainersTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int SECONDS = 12;
    private static final int LISTENERS = 5;
    private static final String SOUND = "-f lavfi -i sine=r=44100:d=" + SECONDS;
    private static final String PICTURE = "-f lavfi -i testsrc2=s=320x240:r=25:d=" + SECONDS + " " + SOUND;
    private static final String H264 = PICTURE + " -c:v libx264 -preset ultrafast -flags +cgop -g 50 -c:a aac";
    private static final String FRAGMENTS = " -movflags +frag_keyframe+empty_moov+default_base_moof";

    @TempDir
    Path dir = Path.of("");

    /**
     * What ffmpeg is asked for.
     *
     * @param mediaType what listeners are told, when the origin says nothing
     */
    private record Kind(String name, String file, String mediaType, String options) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("mp3", "a.mp3", "audio/mpeg", SOUND + " -c:a libmp3lame -b:a 128k"),
            new Kind("adts", "a.aac", "audio/aac", SOUND + " -c:a aac"),
            new Kind("ac3", "a.ac3", "audio/ac3", SOUND + " -c:a ac3"),
            new Kind("eac3", "a.eac3", "audio/eac3", SOUND + " -c:a eac3"),
            new Kind("vorbis", "v.ogg", "audio/ogg", SOUND + " -c:a libvorbis"),
            new Kind("opus", "o.ogg", "audio/ogg", SOUND + " -c:a libopus"),
            new Kind("oggflac", "f.oga", "audio/ogg", SOUND + " -c:a flac"),
            new Kind("theora", "t.ogv", "video/ogg", PICTURE + " -c:v libtheora -g 25 -c:a libvorbis"),
            new Kind("flac", "f.flac", "audio/flac", SOUND + " -c:a flac"),
            new Kind("wav", "w.wav", "audio/wav", SOUND),
            new Kind("matroska", "m.mkv", "video/x-matroska", H264),
            new Kind(
                    "webm",
                    "w.webm",
                    "video/webm",
                    PICTURE + " -c:v libvpx -deadline realtime -cpu-used 8 -g 50 -c:a libopus"),
            new Kind("flv", "f.flv", "video/x-flv", H264),
            new Kind("fragments", "f.mp4", "video/mp4", H264 + FRAGMENTS),
            new Kind("mpegts", "t.ts", "video/mp2t", H264));

    /** Somebody who came in the middle. */
    private record Guest(Kind kind, Hearer hearer, Ear.Memory ear, boolean http) {}

    @Test
    void whoeverComesInTheMiddleGetsWhatFfmpegDecodesWithoutAWord() throws IOException {
        assumeTrue(Tool.isThere("ffmpeg"), "ffmpeg is not installed");
        List<FlakyOrigin> origins = new ArrayList<>();
        List<Guest> guests = new ArrayList<>();
        Map<Kind, Integer> sizes = new HashMap<>();
        StringBuilder sources = new StringBuilder();
        for (Kind kind : KINDS) {
            byte[] file = make(kind);
            sizes.put(kind, file.length);
            FlakyOrigin origin = FlakyOrigin.serving(Behaviours.file(file).contentType("application/octet-stream"));
            origins.add(origin);
            sources.append("""
                    [source.%s]
                    inputs = ["%s"]
                    outputs = ["tcp://127.0.0.1:0"]
                    ring = "4MiB"
                    at-end = "stop"
                    """.formatted(kind.name(), origin.uri("/file")));
        }
        try (RunningDaemon daemon = RunningDaemon.start("memory = \"256MiB\"", sources.toString())) {
            // given: all play, and listeners come one after the other
            for (int i = 0; i < LISTENERS; i++) {
                for (Kind kind : KINDS) {
                    long due = sizes.getOrDefault(kind, 0) * (long) (i + 1) / (LISTENERS + 1);
                    await().atMost(LIMIT).until(() -> daemon.head(kind.name()) >= due);
                    guests.add(guest(daemon, kind, (guests.size() + i) % 2 == 0));
                }
            }

            for (Guest guest : guests) {
                // when
                assertThat(guest.hearer().awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);

                // then
                assertThat(complaints(guest)).as("%s", guest.kind()).isEmpty();
                if (guest.http()) {
                    assertThat(guest.hearer().head())
                            .containsIgnoringCase(
                                    "content-type: " + guest.kind().mediaType());
                }
            }
        } finally {
            guests.forEach(guest -> guest.hearer().close());
            origins.forEach(FlakyOrigin::close);
        }
    }

    @Test
    void whoeverComesTooLateForAFilmThatIsNotFragmentedIsToldWhatCanBeDone() throws IOException {
        // given: a film that the ring does not hold, and somebody who was there from its first byte
        byte[] film = make(new Kind(
                "plain", "p.mp4", "video/mp4", PICTURE + " -c:v mpeg4 -g 1 -q:v 1 -c:a aac -movflags +faststart"));
        assertThat(film).hasSizeGreaterThan(4 << 20);
        Ear.Memory early = new Ear.Memory();
        try (FlakyOrigin origin = FlakyOrigin.serving(Behaviours.liveThenSilent("application/octet-stream", film));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.plain]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        on-demand = true
                        ring = "1MiB"
                        policy = "wait"
                        """.formatted(origin.uri("/film")));
                Hearer first = Hearer.tcp(daemon.tcpPort("plain"), early)) {
            await().atMost(LIMIT).until(() -> first.heard() >= film.length);

            // when
            Ear.Memory nothing = new Ear.Memory();
            Ear.Memory words = new Ear.Memory();
            try (Hearer tcp = Hearer.tcp(daemon.tcpPort("plain"), nothing);
                    Hearer http = Hearer.http(daemon.httpPort(), "/plain", words)) {
                assertThat(tcp.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                await().atMost(LIMIT).until(() -> new String(words.all(), StandardCharsets.UTF_8).contains("filter"));

                // then
                assertThat(http.head()).startsWith("HTTP/1.1 503 ");
                assertThat(nothing.all()).isEmpty();
                assertThat(daemon.unit("plain").stream().info().beginningOnly())
                        .hasValueSatisfying(why -> assertThat(why).contains("not fragmented"));
                assertThat(daemon.metrics("ringcast_refusals_total", "reason=\"beginning-gone\""))
                        .isEqualTo(2);
            }
            assertThat(early.all()).isEqualTo(film);
        }
    }

    private static Guest guest(RunningDaemon daemon, Kind kind, boolean http) {
        Ear.Memory ear = new Ear.Memory();
        Hearer hearer = http
                ? Hearer.http(daemon.httpPort(), "/" + kind.name(), ear)
                : Hearer.tcp(daemon.tcpPort(kind.name()), ear);
        return new Guest(kind, hearer, ear, http);
    }

    private byte[] make(Kind kind) throws IOException {
        Path file = dir.resolve(kind.file());
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
        command.addAll(List.of(kind.options().split(" ")));
        command.add(file.toString());
        Tool.Result made = Tool.run(LIMIT, command.toArray(String[]::new));
        assertThat(made.status()).as(made.err()).isZero();
        return Files.readAllBytes(file);
    }

    /** What ffmpeg says of the bytes when they come through a pipe. */
    private String complaints(Guest guest) throws IOException {
        byte[] bytes = guest.ear().all();
        assertThat(bytes).as("%s", guest.kind()).hasSizeGreaterThan(1000);
        Path file = dir.resolve("heard");
        Files.write(file, bytes);
        return Tool.run(LIMIT, "sh", "-c", "cat '" + file + "' | ffmpeg -v error -i - -f null -")
                .err();
    }
}
