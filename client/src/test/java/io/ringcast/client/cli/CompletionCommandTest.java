package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script for shells, given to one. */
@Timeout(60)
final class CompletionCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void bashCompletesACommandByIt(String shell) throws Exception {
        StringWriter out = new StringWriter();

        int code = Main.run(
                new String[] {"completion", shell},
                Map.of(),
                OutputStream.nullOutputStream(),
                new PrintWriter(out),
                new PrintWriter(new StringWriter()));

        assertThat(code).isZero();
        Path script = Files.writeString(folder.resolve("completion"), out.toString());
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source \"$0\"; COMP_WORDS=(ringcast doc); COMP_CWORD=1; _complete_ringcast; echo \"${COMPREPLY[*]}\"",
                        script.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo("doctor");
    }
}
