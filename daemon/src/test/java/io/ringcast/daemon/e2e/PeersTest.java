package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that people have, as origins: HLS of ffmpeg behind nginx, and Ogg from Icecast whose source comes and goes. */
@Tag("heavy")
final class PeersTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int SECONDS = 10;
    private static final String NGINX = """
            worker_processes 1;
            %1$s
            daemon off;
            pid %2$s/nginx.pid;
            error_log %2$s/error.log;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path %2$s/body;
                proxy_temp_path %2$s/proxy;
                fastcgi_temp_path %2$s/fastcgi;
                uwsgi_temp_path %2$s/uwsgi;
                scgi_temp_path %2$s/scgi;
                types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; video/mp4 mp4 m4s; }
                server { listen 127.0.0.1:%3$d; root %2$s; }
            }
            """;

    @TempDir
    Path dir = Path.of("");

    @Test
    void playsLiveHlsOfFfmpegBehindNginx() throws IOException {
        assumeTrue(isNginxThere(), "nginx is not installed");
        int port = Loopback.freePort();
        Files.write(dir.resolve("key"), "0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        Path keyInfo = Files.writeString(dir.resolve("keyinfo"), "/key\n" + dir.resolve("key") + "\n");
        List<String> kinds = List.of("plain", "encrypted", "fragments");
        List<Ear.Memory> ears = new ArrayList<>();
        try (Tool nginx = nginx(port)) {
            await().atMost(LIMIT).until(() -> Loopback.accepts(port));
            StringBuilder sources = new StringBuilder();
            for (String kind : kinds) {
                sources.append("""
                        [source.%1$s]
                        inputs = ["http://127.0.0.1:%2$d/%1$s.m3u8"]
                        outputs = ["tcp://127.0.0.1:0"]
                        join = "oldest"
                        join-wait = "60s"
                        retry = "100ms..200ms"
                        """.formatted(kind, port));
            }
            try (RunningDaemon daemon = RunningDaemon.of(sources.toString());
                    Tool muxer = muxer(keyInfo)) {
                List<Hearer> hearers = new ArrayList<>();
                for (String kind : kinds) {
                    Ear.Memory ear = new Ear.Memory();
                    ears.add(ear);
                    hearers.add(Hearer.tcp(daemon.tcpPort(kind), ear));
                }

                assertThat(muxer.await(LIMIT).status()).isZero();
                for (Hearer hearer : hearers) {
                    assertThat(hearer.awaitEnd(LIMIT)).isEqualTo(Hearer.End.CLEAN);
                }
            }
            assertThat(nginx.running()).isTrue();
        }
        for (int i = 0; i < kinds.size(); i++) {
            assertDecodes(kinds.get(i), ears.get(i).all(), (SECONDS - 5) * 25);
        }
    }

    @Test
    void chainsOggOfIcecastWhoseSourceComesAndGoes() throws IOException {
        assumeTrue(Tool.isThere("icecast2"), "icecast2 is not installed");
        int port = Loopback.freePort();
        Ear.Memory ear = new Ear.Memory();
        try (IcecastServer icecast = IcecastServer.start(dir, port)) {
            await().atMost(LIMIT).until(() -> Loopback.accepts(port));
            try (RunningDaemon daemon = RunningDaemon.of("""
                    [source.radio]
                    inputs = ["http://127.0.0.1:%d/radio.ogg"]
                    outputs = ["tcp://127.0.0.1:0"]
                    join = "oldest"
                    join-wait = "60s"
                    stall = "2s"
                    retry = "200ms..300ms"
                    """.formatted(port));
                    Hearer hearer = Hearer.tcp(daemon.tcpPort("radio"), ear)) {
                for (int turn = 0; turn < 3; turn++) {
                    long before = hearer.heard();
                    try (Tool ffmpeg = station(port)) {
                        await().atMost(LIMIT).until(() -> hearer.heard() > before + 60_000);
                        assertThat(ffmpeg.running()).isTrue();
                    }
                    assertThat(hearer.connected()).isTrue();
                }
                assertThat(icecast.running()).isTrue();
                daemon.stop();
                hearer.awaitEnd(LIMIT);
            }
        }

        // then: three streams in a chain, each with its headers, and a decoder goes through all of them
        byte[] heard = ear.all();
        String text = new String(heard, StandardCharsets.ISO_8859_1);
        assertThat(text.split("\u0001vorbis", -1).length - 1)
                .as("identification headers")
                .isGreaterThanOrEqualTo(3);
        Path file = Files.write(dir.resolve("radio.ogg"), heard);
        Tool.Result frames = Tool.run(
                LIMIT,
                "ffmpeg",
                "-nostdin",
                "-v",
                "info",
                "-i",
                file.toString(),
                "-af",
                "ashowinfo",
                "-f",
                "null",
                "-");
        assertThat(frames.status()).isZero();
        long samples = frames.err()
                .lines()
                .filter(line -> line.contains("ashowinfo") && line.contains("nb_samples:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*nb_samples:(\\d+).*", "$1")))
                .sum();
        // 180 kB at 96 kbit/s are fifteen seconds.
        assertThat(samples).isGreaterThan(10 * 44_100);
    }

    @Test
    @Tag("long")
    void takesWhatLiquidsoapPublishes() throws IOException {
        // liquidsoap is large: ./check does not install it
        assumeTrue(Tool.isThere("liquidsoap"), "liquidsoap is not installed");
        Ear.Memory ear = new Ear.Memory();
        try (RunningDaemon daemon = RunningDaemon.of("""
                [source.radio]
                inputs = [{ url = "publish:", user = "dj", password = "geheim" }]
                outputs = ["tcp://127.0.0.1:0"]
                join-wait = "60s"
                """)) {
            Path script = Files.writeString(
                    dir.resolve("radio.liq"),
                    "settings.init.allow_root.set(true)\noutput.icecast(%mp3(bitrate=128), host=\"127.0.0.1\", port="
                            + daemon.httpPort()
                            + ", user=\"dj\", password=\"geheim\", mount=\"/radio\", fallible=true, noise())\n");
            try (Hearer hearer = Hearer.tcp(daemon.tcpPort("radio"), ear);
                    Tool liquidsoap = Tool.start("liquidsoap", script.toString())) {
                await().atMost(LIMIT).until(() -> hearer.heard() > 100_000 || !liquidsoap.running());
                assertThat(liquidsoap.running()).isTrue();
            }
            assertThat(daemon.unit("radio").stream().info().mediaType()).isEqualTo("audio/mpeg");
        }
        Path file = Files.write(dir.resolve("radio.mp3"), ear.all());
        Tool.Result played =
                Tool.run(LIMIT, "ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-f", "null", "-");
        assertThat(played.status()).isZero();
    }

    private void assertDecodes(String kind, byte[] heard, int atLeast) throws IOException {
        Path file = Files.write(dir.resolve(kind + ".heard"), heard);
        Tool.Result played =
                Tool.run(LIMIT, "ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-f", "null", "-");
        assertThat(played.err()).as(kind).isEmpty();
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
        assertThat(Integer.parseInt(frames)).as(kind).isGreaterThanOrEqualTo(atLeast);
    }

    /** Another serial number, and clocks that begin anew, each time. */
    private static Tool station(int port) {
        return Tool.start(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-readrate",
                "4",
                "-f",
                "lavfi",
                "-i",
                "anoisesrc=r=44100:a=0.2",
                "-c:a",
                "libvorbis",
                "-b:a",
                "96k",
                "-page_duration",
                "200000",
                "-f",
                "ogg",
                "-content_type",
                "application/ogg",
                "icecast://source:hackme@127.0.0.1:" + port + "/radio.ogg");
    }

    /** One film in three ways. */
    private Tool muxer(Path keyInfo) {
        String common =
                "-map 0:v -map 1:a -c:v libx264 -preset ultrafast -g 25 -flags +cgop -c:a aac -f hls -hls_time 1 ";
        return Tool.start(
                "sh",
                "-c",
                "exec ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=160x120:r=25:d=" + SECONDS
                        + " -re -f lavfi -i sine=r=44100:d=" + SECONDS + " "
                        + common + "-hls_flags delete_segments -hls_list_size 6 " + dir + "/plain.m3u8 "
                        + common + "-hls_key_info_file " + keyInfo + " -hls_list_size 0 " + dir + "/encrypted.m3u8 "
                        + common + "-hls_segment_type fmp4 -hls_list_size 0 -hls_fmp4_init_filename init.mp4 " + dir
                        + "/fragments.m3u8");
    }

    private static boolean isNginxThere() {
        return Tool.isThere("nginx") || Tool.isThere("/usr/sbin/nginx");
    }

    private Tool nginx(int port) throws IOException {
        boolean root = System.getProperty("user.name").equals("root");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file = Files.writeString(
                dir.resolve("nginx.conf"), NGINX.formatted(root ? "user nobody nogroup;" : "", dir, port));
        return Tool.start(Tool.isThere("nginx") ? "nginx" : "/usr/sbin/nginx", "-c", file.toString());
    }
}
