package io.ringcast.client.cli;

import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** The page {@code docs/reference-client.md}: the help of all commands as Markdown. */
final class ReferencePage {

    private static final String HEAD = """
            # Reference of the client

            Made by `./ringcast reference > docs/reference-client.md` from the declarations in the code: change those, not this page. The
            daemon's keys, URLs, metrics and commands are in [reference.md](reference.md).

            | environment | meaning |
            |---|---|
            """;

    private static final int WIDTH = 100;

    private ReferencePage() {}

    /** The whole page. Sets the width of {@code root}'s help. */
    static String markdown(CommandLine root) {
        StringBuilder page = new StringBuilder(HEAD);
        Main.ENVIRONMENT.forEach((name, meaning) ->
                page.append("| `").append(name).append("` | ").append(meaning).append(" |\n"));
        help(root, page);
        return page.toString();
    }

    private static void help(CommandLine command, StringBuilder page) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        spec.usageMessage().autoWidth(false).width(WIDTH);
        String usage = command.getUsageMessage(Ansi.OFF)
                .lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
        page.append("\n## `")
                .append(spec.qualifiedName())
                .append("`\n\n```\n")
                .append(usage)
                .append("\n```\n");
        command.getSubcommands().values().stream().distinct().forEach(sub -> help(sub, page));
    }
}
