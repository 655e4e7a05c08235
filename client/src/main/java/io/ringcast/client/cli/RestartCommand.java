package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast restart}: a source begins again with its first input. */
@Command(
        name = "restart",
        description = "Has a source begin again with its first input.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Listeners stay connected, and hear silence until the input delivers.",
            "Needs RINGCAST_TOKEN where the daemon has an admin-token.",
            "",
            "Example:",
            "  ringcast restart news",
        })
final class RestartCommand implements Callable<Integer> {

    @Mixin
    private final AdminOptions options;

    @Parameters(paramLabel = "SOURCE", description = "Its name, as 'ringcast sources' shows it.")
    private String source = "";

    @Spec
    private @Nullable CommandSpec spec;

    RestartCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        options.print(
                requireNonNull(spec).commandLine().getOut(), options.client().restart(options.uri(), source));
        return ExitCode.OK;
    }
}
