package io.ringcast.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command line says and the code that it exits with. */
final class CommandLineTest {

    private static final String GOOD = """
            [daemon]
            http = "127.0.0.1:0"
            [source.radio]
            inputs = [{ url = "http://origin.example/radio.mp3", user = "anna", password = "s3cr3t" }]
            """;

    /** What a command left behind. */
    private record Said(int code, String out, String err) {}

    @Test
    void checkConfigIsContentWithAGoodFile(@TempDir Path dir) throws IOException {
        Said said = run("check-config", file(dir, GOOD));

        assertThat(said.code()).isEqualTo(ExitCode.OK);
        assertThat(said.out()).contains("good, 1 source");
        assertThat(said.err()).isEmpty();
    }

    @Test
    void checkConfigSaysEverythingThatIsWrongAndWhere(@TempDir Path dir) throws IOException {
        String file = file(dir, """
                [daemon]
                memry = "1GiB"
                [source.radio]
                inputs = ["http://origin.example/radio.mp3"]
                stall = 10
                """);

        Said said = run("check-config", file);

        assertThat(said.code()).isEqualTo(ExitCode.CONFIG);
        assertThat(said.err())
                .contains(file + ":2:1: ")
                .contains("memory")
                .contains(file + ":5:1: ")
                .contains("stall");
        assertThat(said.err().lines()).hasSize(2);
    }

    @Test
    void checkConfigSaysThatAFileIsNotThere(@TempDir Path dir) {
        Said said = run("check-config", dir.resolve("absent.toml").toString());

        assertThat(said.code()).isEqualTo(ExitCode.CONFIG);
        assertThat(said.err()).contains("absent.toml").contains("expected");
    }

    @Test
    void runRefusesABadFile(@TempDir Path dir) throws IOException {
        Said said = run("run", "-c", file(dir, "[source.radio]\n"));

        assertThat(said.code()).isEqualTo(ExitCode.CONFIG);
        assertThat(said.err()).contains(":1:").contains("inputs");
    }

    @Test
    void runSaysThatItsPortIsBusy(@TempDir Path dir) throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "127.0.0.1:" + busy.getLocalPort();
            String file = file(dir, """
                    [daemon]
                    http = "%s"
                    admin = "127.0.0.1:0"
                    memory = "64MiB"
                    [source.card]
                    inputs = ["test:card"]
                    """.formatted(port));

            Said said = run("run", "-c", file);

            assertThat(said.code()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(said.err()).contains(Integer.toString(busy.getLocalPort()));
            assertThat(said.err().lines().filter(line -> line.startsWith("ringcastd: ")))
                    .hasSize(1);
            assertThat(said.err()).doesNotContain("\tat ");
        }
    }

    @Test
    void printConfigMasksSecrets(@TempDir Path dir) throws IOException {
        Said said = run("print-config", file(dir, GOOD));

        assertThat(said.code()).isEqualTo(ExitCode.OK);
        assertThat(said.out())
                .contains("[source.radio]")
                .contains("anna")
                .contains("***")
                .doesNotContain("s3cr3t");
    }

    @Test
    void printConfigKnowsTheDefaults() {
        Said said = run("print-config");

        assertThat(said.code()).isEqualTo(ExitCode.OK);
        assertThat(said.out()).contains("memory = \"512MiB\"");
    }

    @Test
    void aLineWithoutAnythingIsShownTheUsage() {
        Said said = run();

        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains("Usage:").contains("ringcastd demo");
    }

    @Test
    void anUnknownOptionIsUsage() {
        Said said = run("demo", "--prot", "5000");

        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains("--prot").contains("ringcastd --help");
    }

    @Test
    void aUrlOfNoKindIsUsage() {
        Said said = run("gopher://origin.example/radio");

        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains("gopher").contains("expected");
    }

    @Test
    void helpAndVersionAreNormal() {
        assertThat(run("--help").code()).isEqualTo(ExitCode.OK);
        assertThat(run("--version").out()).startsWith("ringcastd ");
    }

    private static String file(Path dir, String text) throws IOException {
        return Files.writeString(dir.resolve("ringcast.toml"), text).toString();
    }

    private static Said run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream toOut = new ByteArrayOutputStream();
        ByteArrayOutputStream toErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
        try {
            int code = Main.execute(arguments);
            return new Said(code, toOut.toString(StandardCharsets.UTF_8), toErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
