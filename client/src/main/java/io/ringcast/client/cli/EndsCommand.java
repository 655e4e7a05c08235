package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.ListenerView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringcast ends}: how listeners of a daemon ended, a line each, newest first. */
@Command(
        name = "ends",
        description = "Shows how the last listeners of a daemon ended, and why.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "SIDE is who made it slow: peer (its program), path (the network) or host",
            "(the daemon's); - when it was not behind, or when nobody can tell.",
            "",
            "Examples:",
            "  ringcast ends",
            "  ringcast ends --source news --reason lapped",
            "  ringcast ends --json | jq '.[0].listener.delivery'",
        })
final class EndsCommand implements Callable<Integer> {

    /** Where the time of day begins and ends in 2026-01-02T03:04:05.123Z. */
    private static final int DATE_LENGTH = "2026-01-02T".length();

    private static final int SECOND_LENGTH = "2026-01-02T03:04:05".length();

    @Mixin
    private final AdminOptions options;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--source", paramLabel = "NAME", description = "Only those of this source.")
    private @Nullable String source;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only ends for this reason: lapped, peer-timeout, peer-reset, …")
    private @Nullable String reason;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (default: ${DEFAULT-VALUE}; the daemon keeps 10,000).")
    private int limit;

    EndsCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "limit: " + limit + " (expected: 1 or more)");
        }
        List<EndView> ends =
                options.client().ends(options.uri(), Optional.ofNullable(source), Optional.ofNullable(reason), limit);
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        if (options.json()) {
            out.println(Json.write(ends));
        } else {
            out.print(table(ends));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String table(List<EndView> ends) {
        Table table = new Table(
                Table.left("UTC"),
                Table.left("SOURCE"),
                Table.left("OUTPUT"),
                Table.left("REMOTE"),
                Table.right("FOR"),
                Table.right("BYTES"),
                Table.right("LAG"),
                Table.right("SKIPS"),
                Table.left("REASON"),
                Table.left("SIDE"),
                Table.left("DETAIL"));
        for (EndView end : ends) {
            ListenerView listener = end.listener();
            table.row(
                    time(end.ended()),
                    listener.source(),
                    listener.output(),
                    listener.remote(),
                    Quantity.seconds(listener.seconds()),
                    Quantity.bytes(listener.bytes()),
                    Quantity.seconds(listener.lagSeconds()),
                    Long.toString(listener.skips()),
                    end.reason(),
                    end.side().orElse("-"),
                    end.detail());
        }
        return table.toString();
    }

    /** The time of day of an ISO 8601 moment, to the second. */
    private static String time(String moment) {
        return moment.length() >= SECOND_LENGTH ? moment.substring(DATE_LENGTH, SECOND_LENGTH) : moment;
    }
}
