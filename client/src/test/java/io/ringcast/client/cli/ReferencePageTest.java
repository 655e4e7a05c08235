package io.ringcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Holds the client's reference against what the commands declare. */
class ReferencePageTest {

    @Test
    void theReferenceIsWhatTheCommandsDeclare() throws IOException {
        String written = Files.readString(docs().resolve("reference-client.md"));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int code = Main.run(
                new String[] {"reference"},
                Map.of(),
                printed,
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()));

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(difference(written, printed.toString(StandardCharsets.UTF_8)))
                .as("docs/reference-client.md is behind the code; make it anew:"
                        + " ./ringcast reference > docs/reference-client.md")
                .isEmpty();
    }

    /** Where the first of two texts first differs from the second, a sentence; empty when nowhere. */
    private static Optional<String> difference(String written, String declared) {
        List<String> mine = written.lines().toList();
        List<String> theirs = declared.lines().toList();
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
            String here = i < mine.size() ? mine.get(i) : "(nothing)";
            String there = i < theirs.size() ? theirs.get(i) : "(nothing)";
            if (!here.equals(there)) {
                return Optional.of("line " + (i + 1) + " is: " + here + "\nand should be: " + there);
            }
        }
        return written.equals(declared) ? Optional.empty() : Optional.of("line ends, or the last one");
    }

    /** The folder beside the modules, from whichever of them the test runs in. */
    private static Path docs() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("docs/architecture.md"))) {
            folder = folder.getParent();
        }
        assertThat(folder)
                .as("a folder with docs/architecture.md above this module")
                .isNotNull();
        return folder.resolve("docs");
    }
}
