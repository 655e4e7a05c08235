package io.ringcast.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.manual.ManualPage.Book;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ManualPageTest {

    private static final Book BOOK = new Book("1", "2026-11-21", "1.0", Map.of(), List.of("other(8)"));

    @Command(
            name = "tool",
            description = "Does what it says.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                ".starts with a dot, and goes",
                "on - with a \\ in it.",
                "",
                "Exits 0, 98 %% of the time.",
                "",
                "Examples:",
                "  tool --size 1 'x' | less",
            })
    @SuppressWarnings("UnusedVariable") // picocli fills them
    private static final class Tool {
        @Option(
                names = {"-s", "--size"},
                paramLabel = "N",
                defaultValue = "7",
                description = "How much, 98 %% (default: ${DEFAULT-VALUE}).")
        private int size;

        @Option(names = "--secret", hidden = true, description = "Not for everybody.")
        private boolean secret;

        @Parameters(paramLabel = "FILE", description = "What is read …")
        private String file = "";
    }

    @Test
    void aPageIsMadeOfTheDeclaration() {
        CommandLine tool = new CommandLine(new Tool());

        String page = ManualPage.of(tool, BOOK);

        assertThat(page)
                .isEqualTo(lines(
                        ".TH \"TOOL\" \"1\" \"2026-11-21\" \"Ringcast 1.0\" \"Ringcast Manual\"",
                        ".nh",
                        ".ad l",
                        ".SH NAME",
                        "tool \\- Does what it says",
                        ".SH SYNOPSIS",
                        ".HP",
                        "\\fBtool\\fR [\\-hV] [\\-s=N] FILE",
                        ".SH DESCRIPTION",
                        "Does what it says.",
                        ".PP",
                        "\\&.starts with a dot, and goes on \\- with a \\e in it.",
                        ".SH OPTIONS",
                        ".TP",
                        "\\fBFILE\\fR",
                        "What is read \\[u2026]",
                        ".TP",
                        "\\fB\\-s, \\-\\-size\\fR=N",
                        "How much, 98 % (default: 7).",
                        ".TP",
                        "\\fB\\-h, \\-\\-help\\fR",
                        "Show this help message and exit.",
                        ".TP",
                        "\\fB\\-V, \\-\\-version\\fR",
                        "Print version information and exit.",
                        ".SH EXIT STATUS",
                        "Exits 0, 98 % of the time.",
                        ".SH EXAMPLES",
                        ".RS 4",
                        ".nf",
                        "tool \\-\\-size 1 \\(aqx\\(aq | less",
                        ".fi",
                        ".RE",
                        ".SH SEE ALSO",
                        "other(8)",
                        ".PP",
                        "/usr/share/doc/ringcast/docs"));
    }

    @Test
    void whatIsHiddenHasNoPage() {
        CommandLine client = io.ringcast.client.cli.Main.model();

        assertThat(ManualPage.shown(client))
                .extracting(ManualPage::name)
                .contains("ringcast-listen", "ringcast-bench")
                .doesNotContain("ringcast-reference")
                .doesNotHaveDuplicates();
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }
}
