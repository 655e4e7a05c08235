package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.ListenerView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringcast listeners}: who listens to a daemon, a line each. */
@Command(
        name = "listeners",
        description = "Shows the listeners of a daemon.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "RATE is what the kernel took for it in the last seconds; STALLED for how",
            "long it has taken nothing although bytes waited; - is what is not known.",
            "",
            "Examples:",
            "  ringcast listeners",
            "  ringcast listeners --json | jq 'map(.lagSeconds) | max'",
        })
final class ListenersCommand implements Callable<Integer> {

    @Mixin
    private final AdminOptions options;

    @Spec
    private @Nullable CommandSpec spec;

    ListenersCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        List<ListenerView> listeners = options.client().listeners(options.uri());
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        if (options.json()) {
            out.println(Json.write(listeners));
        } else {
            out.print(table(listeners));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String table(List<ListenerView> listeners) {
        Table table = new Table(
                Table.right("ID"),
                Table.left("SOURCE"),
                Table.left("OUTPUT"),
                Table.left("REMOTE"),
                Table.right("FOR"),
                Table.left("POLICY"),
                Table.right("BYTES"),
                Table.right("RATE"),
                Table.right("LAG"),
                Table.right("STALLED"),
                Table.right("RTT"),
                Table.right("SKIPS"),
                Table.left("AGENT"));
        for (ListenerView listener : listeners) {
            table.row(
                    Long.toString(listener.id()),
                    listener.source(),
                    listener.output(),
                    listener.remote(),
                    Quantity.seconds(listener.seconds()),
                    listener.policy(),
                    Quantity.bytes(listener.bytes()),
                    listener.delivery()
                            .bytesPerSecond()
                            .map(bytes -> Quantity.bitRate(8.0 * bytes))
                            .orElse("-"),
                    Quantity.seconds(listener.lagSeconds()),
                    Quantity.seconds(listener.delivery().stalledSeconds()),
                    listener.delivery()
                            .tcp()
                            .map(tcp -> Quantity.millis(tcp.rttMillis()))
                            .orElse("-"),
                    Long.toString(listener.skips()),
                    listener.userAgent());
        }
        return table.toString();
    }
}
