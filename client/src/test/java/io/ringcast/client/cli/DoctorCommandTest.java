package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.client.ScriptedServer;
import io.ringcast.client.cli.DoctorCommand.FindingView;
import io.ringcast.client.doctor.Finding;
import io.ringcast.client.doctor.Verdict;
import io.ringcast.protocol.api.Json;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The doctor's lines, JSON and exit codes. */
@Timeout(60)
final class DoctorCommandTest {

    @TempDir
    private Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void warningsAreNoFailureAndComeWithTheirRemedy() throws Exception {
        Files.createDirectories(root.resolve("proc/sys/net/core"));
        Files.writeString(root.resolve("proc/sys/net/core/somaxconn"), "128\n");

        int code = run();

        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .contains("      mend: sysctl -w net.core.somaxconn=4096")
                .anyMatch(line -> line.matches("warn  net\\.core\\.somaxconn +128: .* \\(expected: 4096 or more\\)"))
                .endsWith("nothing bad, 1 warning");
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void whatIsBadIsUnavailableAlsoInJson() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 404 Not Found", "Content-Length: 0", "");
        })) {
            int code = run("--json", server.http("/x").toString());

            assertThat(code).isEqualTo(69);
            List<FindingView> found = Json.readList(out.toString(), FindingView.class);
            assertThat(found.get(found.size() - 1).verdict()).isEqualTo("bad");
        }
    }

    @Test
    void aFileIsWrongUsage() {
        assertThat(run("film.ts")).isEqualTo(64);
        assertThat(err.toString()).startsWith("ringcast doctor: stream: film.ts (expected: http://");
    }

    @Test
    void aTerminalGetsColoursAndNothingElseOfWhatServersSay() {
        Finding finding = new Finding("x", Verdict.BAD, "\u001b]0;pwned", "", "");

        assertThat(DoctorText.of(List.of(finding), true)).startsWith("\u001b[1;31mbad\u001b[0m   x  ?]0;pwned\n");
    }

    private int run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("doctor", "--root", root.toString()));
        line.addAll(List.of(arguments));
        return Main.run(
                line.toArray(String[]::new),
                Map.of("NO_COLOR", "1"),
                OutputStream.nullOutputStream(),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
