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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A station of a real Icecast server: its sound comes through without the titles in it, and its titles are known. */
final class IcecastTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONFIGURATION = """
            <icecast>
              <location>test</location>
              <admin>test@localhost</admin>
              <limits><clients>10</clients><sources>2</sources><burst-size>65535</burst-size></limits>
              <authentication>
                <source-password>hackme</source-password>
                <relay-password>hackme</relay-password>
                <admin-user>admin</admin-user>
                <admin-password>hackme</admin-password>
              </authentication>
              <hostname>localhost</hostname>
              <listen-socket><port>%d</port><bind-address>127.0.0.1</bind-address></listen-socket>
              <fileserve>0</fileserve>
              <paths>
                <basedir>%2$s</basedir><logdir>%2$s</logdir><webroot>/usr/share/icecast2/web</webroot>
                <adminroot>/usr/share/icecast2/admin</adminroot>
              </paths>
              <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
              <security><chroot>0</chroot>%3$s</security>
            </icecast>
            """;

    @TempDir
    Path dir = Path.of("");

    @Test
    void soundComesWithoutTheTitlesAndTitlesAreKnown() throws IOException {
        assumeTrue(Tool.isThere("icecast2"), "icecast2 is not installed");
        int port = Loopback.freePort();
        try (Tool icecast = Tool.start("icecast2", "-c", configuration(port))) {
            await().atMost(LIMIT).until(() -> Loopback.accepts(port));
            try (Tool ffmpeg = sine(port);
                    RunningDaemon daemon = RunningDaemon.of("""
                            [source.radio]
                            inputs = ["http://127.0.0.1:%d/radio.mp3"]
                            outputs = ["tcp://127.0.0.1:0"]
                            join = "oldest"
                            retry = "200ms..500ms"
                            """.formatted(port))) {
                Ear.Memory memory = new Ear.Memory();
                await().atMost(LIMIT)
                        .until(() -> daemon.status("radio").state().word().equals("streaming"));
                try (Hearer listener = Hearer.tcp(daemon.tcpPort("radio"), memory)) {

                    setTitle(port, "Anna");
                    await().atMost(LIMIT).until(() -> title(daemon).equals("Anna"));
                    setTitle(port, "Maria");
                    await().atMost(LIMIT).until(() -> title(daemon).equals("Maria"));
                    long known = listener.heard();
                    await().atMost(LIMIT).until(() -> listener.heard() > known + 64_000);
                }

                assertThat(daemon.unit("radio").stream().info().mediaType()).isEqualTo("audio/mpeg");
                assertThat(icecast.running() && ffmpeg.running()).isTrue();
                assertDecodesWithoutAWord(memory.all());
            }
        }
    }

    private void assertDecodesWithoutAWord(byte[] sound) throws IOException {
        assertThat(new String(sound, StandardCharsets.ISO_8859_1)).doesNotContain("StreamTitle");
        Path file = dir.resolve("radio.mp3");
        Files.write(file, sound);
        Tool.Result decoded =
                Tool.run(LIMIT, "ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-f", "null", "-");
        // Opaque bytes are joined anywhere: the first frame may refer to bits of one before it.
        assertThat(decoded.err().lines().filter(line -> !line.contains("invalid new backstep")))
                .isEmpty();
        assertThat(decoded.status()).isZero();
    }

    /** A tone for ever, of 128 kbit/s, at twice real time. */
    private static Tool sine(int port) {
        return Tool.start(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-readrate",
                "2",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440",
                "-ac",
                "2",
                "-c:a",
                "libmp3lame",
                "-b:a",
                "128k",
                "-f",
                "mp3",
                "-content_type",
                "audio/mpeg",
                "icecast://source:hackme@127.0.0.1:" + port + "/radio.mp3");
    }

    private static void setTitle(int port, String title) {
        Tool.Result set = Tool.run(
                LIMIT,
                "curl",
                "-s",
                "-f",
                "-u",
                "admin:hackme",
                "http://127.0.0.1:" + port + "/admin/metadata?mount=/radio.mp3&mode=updinfo&song=" + title);
        assertThat(set.status()).isZero();
    }

    private static String title(RunningDaemon daemon) {
        return daemon.unit("radio").stream().info().title();
    }

    /** Icecast refuses to run as root, but changes to another user when it is told one. */
    private String configuration(int port) throws IOException {
        boolean root = System.getProperty("user.name").equals("root");
        String owner =
                root ? "<changeowner><user>" + unprivileged() + "</user><group>nogroup</group></changeowner>" : "";
        if (root) {
            // Its logs are opened by that user.
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Path file = dir.resolve("icecast.xml");
        Files.writeString(file, CONFIGURATION.formatted(port, dir, owner));
        return file.toString();
    }

    private static String unprivileged() throws IOException {
        try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
            List<String> names =
                    users.map(line -> line.substring(0, line.indexOf(':'))).toList();
            return names.contains("icecast2") ? "icecast2" : "nobody";
        }
    }
}
