package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.SourceView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast status}: the sources of a daemon, a line each, or all that is to be said of one. */
@Command(
        name = "status",
        aliases = "sources",
        description = "Shows the sources of a daemon.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "RATE is that of the bytes in the ring, RING how far back it reaches.",
            "What does not work follows the table, with the reason.",
            "",
            "Examples:",
            "  ringcast status",
            "  ringcast status news",
            "  ringcast status --admin http://127.0.0.1:8001 --json | jq '.[].state'",
        })
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final AdminOptions options;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this source, with its inputs and outputs.")
    private @Nullable String name;

    @Spec
    private @Nullable CommandSpec spec;

    StatusCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        List<SourceView> sources = options.client().sources(options.uri());
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        if (name != null) {
            List<String> known = sources.stream().map(SourceView::name).toList();
            sources = sources.stream()
                    .filter(source -> source.name().equals(name))
                    .toList();
            if (sources.isEmpty()) {
                throw new UnavailableException("no source '" + name + "' (expected one of " + known + ")");
            }
        }
        if (options.json()) {
            out.println(Json.write(sources));
        } else {
            out.print(table(sources));
            out.print(name == null ? SourceText.troubles(sources) : SourceText.parts(sources.get(0)));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String table(List<SourceView> sources) {
        Table table = new Table(
                Table.left("NAME"),
                Table.left("STATE"),
                Table.left("FORMAT"),
                Table.right("RATE"),
                Table.right("LISTENERS"),
                Table.right("RING"),
                Table.left("TITLE"));
        for (SourceView source : sources) {
            table.row(
                    source.name(),
                    source.state(),
                    source.format(),
                    source.ringSeconds() > 0 ? Quantity.bitRate(source.ringBytes() * 8 / source.ringSeconds()) : "",
                    Integer.toString(source.listeners()),
                    Quantity.seconds(source.ringSeconds()),
                    source.title());
        }
        return table.toString();
    }
}
