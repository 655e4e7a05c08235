package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A station that closes every two seconds of its sound and sends its last second again to whoever connects: listeners hear each byte of it
 * once, and none is missing.
 */
final class RepeatingStationTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SECONDS = 16;
    private static final int PIECES = 8;

    @TempDir
    Path dir = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "mp3, audio/mpeg, -c:a libmp3lame -b:a 64k -id3v2_version 0 -write_xing 0",
        "aac, audio/aac, -c:a aac -b:a 64k",
        "ac3, audio/ac3, -c:a ac3 -b:a 96k",
        "flac, audio/flac, -c:a flac",
        "ogg, audio/ogg, -c:a libvorbis -page_duration 100000",
        "opus, audio/ogg, -c:a libopus -page_duration 100000",
    })
    void isHeardWithoutGapOrRepetition(String name, String type, String options) throws IOException {
        // given: noise, of which no two frames are equal
        byte[] sound = sound(name, options);
        Ear.Memory ear = new Ear.Memory();
        try (FlakyOrigin origin = FlakyOrigin.serving(repeating(sound, type, headersOf(name, sound)));
                RunningDaemon daemon = RunningDaemon.of("""
                        [source.radio]
                        inputs = ["%s"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "oldest"
                        retry = "100ms..100ms"
                        """.formatted(origin.uri("/radio")));
                Hearer hearer = Hearer.tcp(daemon.tcpPort("radio"), ear)) {
            // when
            await().atMost(LIMIT).until(() -> origin.requests().size() > PIECES);
            daemon.stop();
            hearer.awaitEnd(LIMIT);
        }

        // then
        byte[] heard = ear.all();
        assertThat(Arrays.mismatch(heard, Arrays.copyOf(sound, heard.length)))
                .as("the first byte of %s that is not the station's", heard.length)
                .isEqualTo(-1);
        assertThat(heard.length).isGreaterThan(sound.length * 3 / 4);
    }

    /** Headers of FLAC and header pages of Ogg come first on each connection, as servers send them; frames need none. */
    private static int headersOf(String name, byte[] sound) {
        if (name.equals("flac")) {
            return metadata(sound);
        }
        if (!name.equals("ogg") && !name.equals("opus")) {
            return 0;
        }
        int at = 0;
        // A page with a granule position above zero has sound in it: RFC 3533, 6.
        while (isZero(sound, at + 6, 8)) {
            at = nextPage(sound, at);
        }
        return at;
    }

    /** RFC 9639, 8.1: the first bit of each block says whether it is the last one. */
    private static int metadata(byte[] sound) {
        int at = 4;
        boolean last = false;
        while (!last) {
            last = sound[at] < 0;
            int length = (sound[at + 1] & 0xFF) << 16 | (sound[at + 2] & 0xFF) << 8 | (sound[at + 3] & 0xFF);
            at += 4 + length;
        }
        return at;
    }

    private static boolean isZero(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int nextPage(byte[] sound, int at) {
        int next = at + 1;
        while (next < sound.length
                && !(sound[next] == 'O'
                        && sound[next + 1] == 'g'
                        && sound[next + 2] == 'g'
                        && sound[next + 3] == 'S')) {
            next++;
        }
        return next;
    }

    private static Behaviour repeating(byte[] sound, String type, int headers) {
        AtomicInteger turn = new AtomicInteger();
        return (request, wire) -> {
            wire.head("200 OK", "Content-Type: " + type);
            int number = turn.getAndIncrement();
            if (number >= PIECES) {
                wire.hang();
            }
            int each = sound.length / PIECES;
            int begin = number * each;
            int again = Math.max(0, begin - each / 2);
            if (headers > 0 && number > 0) {
                wire.send(sound, 0, headers);
                again = sound[0] == 'O' ? nextPage(sound, again) : again;
            }
            wire.send(sound, again, begin - again);
            int end = number == PIECES - 1 ? sound.length : begin + each + 77;
            for (int at = begin; at < end; at += 1000) {
                wire.send(sound, at, Math.min(1000, end - at));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        };
    }

    private byte[] sound(String name, String options) throws IOException {
        Path file = dir.resolve("sound." + name);
        Tool.Result made = Tool.run(
                LIMIT,
                "sh",
                "-c",
                "ffmpeg -nostdin -v error -f lavfi -i anoisesrc=r=44100:a=0.3:seed=5 -t " + SECONDS + " " + options
                        + " " + file);
        assertThat(made.err()).isEmpty();
        return Files.readAllBytes(file);
    }
}
