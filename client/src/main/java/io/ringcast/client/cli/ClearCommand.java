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

/** {@code ringcast clear}: empties the ring of a source. */
@Command(
        name = "clear",
        description = "Empties the ring of a source.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The source goes on: who comes now starts with what comes, and who is more",
            "than a second behind is moved forward or ended, as its policy says.",
            "Needs RINGCAST_TOKEN where the daemon has an admin-token.",
            "",
            "Example:",
            "  ringcast clear news",
        })
final class ClearCommand implements Callable<Integer> {

    @Mixin
    private final AdminOptions options;

    @Parameters(paramLabel = "SOURCE", description = "Its name, as 'ringcast sources' shows it.")
    private String source = "";

    @Spec
    private @Nullable CommandSpec spec;

    ClearCommand(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    @Override
    public Integer call() throws Exception {
        options.print(
                requireNonNull(spec).commandLine().getOut(), options.client().clear(options.uri(), source));
        return ExitCode.OK;
    }
}
