package io.ringcast.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.HttpServerObserver;
import io.ringcast.daemon.source.InputFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the documents against what the code declares. */
class ReferencePageTest {

    @Test
    void theReferenceIsWhatTheCodeDeclares() throws IOException {
        String written = Files.readString(docs().resolve("reference.md"));

        String declared = ReferencePage.markdown(Main.commandLine());

        assertThat(difference(written, declared))
                .as("docs/reference.md is behind the code; make it anew: ./ringcastd reference > docs/reference.md")
                .isEmpty();
    }

    @Test
    void hiddenCommandsAreNotShown() {
        String page = ReferencePage.markdown(Main.commandLine());

        assertThat(page).contains("### `ringcastd check-config`").doesNotContain("### `ringcastd reference`");
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void operationsExplainsEveryReason(String reason) throws IOException {
        String operations = Files.readString(docs().resolve("operations.md"));

        assertThat(operations)
                .as("docs/operations.md has a row for each word of the closed lists; add | `%s` | … |", reason)
                .contains("\n| `" + reason + "` |");
    }

    static Stream<String> reasons() {
        return Stream.of(
                        Arrays.stream(EndReason.values()).map(EndReason::word),
                        Arrays.stream(Refusal.values()).map(Refusal::word),
                        Arrays.stream(InputFailure.Reason.values()).map(InputFailure.Reason::word),
                        Arrays.stream(HttpServerObserver.Refusal.values())
                                .map(reason -> "http-"
                                        + reason.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .flatMap(words -> words)
                .distinct();
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
