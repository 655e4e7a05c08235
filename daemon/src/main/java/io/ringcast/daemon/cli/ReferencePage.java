package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Documents;
import io.ringcast.daemon.app.Kinds;
import io.ringcast.daemon.config.Reference;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** The page {@code docs/reference.md}: what the declarations of keys, URLs, metrics and commands say, as Markdown. */
final class ReferencePage {

    private static final String HEAD = """
            # Reference

            Made by `./ringcastd reference > docs/reference.md` from the declarations in the code: change those, not this page. The
            client's commands are in [reference-client.md](reference-client.md).

            - [`[daemon]`](#daemon) and [`[source.NAME]`](#sourcename): the keys of the configuration file, which is TOML
            - [Inputs](#inputs), [Outputs](#outputs), [Values](#values): the URLs in it, and how values are written
            - [HTTP](#http): what listeners can ask for
            - [Metrics](#metrics)
            - [Command line](#command-line)

            "A change costs" is what a change of that key will do to a daemon that runs, once it can reload; today each takes a restart.

            """;

    private static final int WIDTH = 100;

    private ReferencePage() {}

    /** The whole page. Sets the width of {@code root}'s help. */
    static String markdown(CommandLine root) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append(Reference.markdown(Kinds.urls()));
        page.append("## HTTP\n\n").append(Documents.streams()).append('\n');
        page.append("## Metrics\n\n").append(Documents.metrics()).append('\n');
        page.append("## Command line\n");
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
        page.append("\n### `")
                .append(spec.qualifiedName())
                .append("`\n\n```\n")
                .append(usage)
                .append("\n```\n");
        command.getSubcommands().values().forEach(sub -> help(sub, page));
    }
}
