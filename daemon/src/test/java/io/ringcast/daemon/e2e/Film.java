package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A small film with sound, about 150 kbit/s of MPEG-TS.
 *
 * @param file where it lies
 * @param bytes all of it
 * @param seconds how long it plays
 */
record Film(Path file, byte[] bytes, int seconds) {

    static final int PICTURES_PER_SECOND = 25;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** One with the PIDs and clocks that ffmpeg gives by itself. */
    static Film first(Path dir, int seconds) throws IOException {
        return make(dir.resolve("first.ts"), seconds, "440", "-map", "0:v", "-map", "1:a");
    }

    /** One that has nothing in common with the first but its codecs. */
    static Film second(Path dir, int seconds) throws IOException {
        return make(
                dir.resolve("second.ts"),
                seconds,
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
    }

    int bytesPerSecond() {
        return bytes.length / seconds;
    }

    private static Film make(Path file, int seconds, String tone, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=s=96x64:r=" + PICTURES_PER_SECOND));
        command.addAll(List.of("-f", "lavfi", "-i", "sine=f=" + tone + ":r=48000", "-t", String.valueOf(seconds)));
        command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "25", "-b:v", "60k"));
        command.addAll(List.of("-c:a", "aac", "-b:a", "32k"));
        command.addAll(List.of(options));
        command.add(file.toString());
        Tool.Result made = Tool.run(LIMIT, command.toArray(String[]::new));
        assertThat(made.err()).isEmpty();
        return new Film(file, Files.readAllBytes(file), seconds);
    }
}
