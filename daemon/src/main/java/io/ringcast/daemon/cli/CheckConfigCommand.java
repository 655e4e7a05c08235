package io.ringcast.daemon.cli;

import io.ringcast.daemon.config.Configuration;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcastd check-config}. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        header = "Says everything that is wrong with a configuration file, each with line and column; exit 0 or 78.",
        footer = {"%nExample:", "  ringcastd check-config ringcast.toml"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CheckConfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration.")
    private Path file;

    CheckConfigCommand() {}

    @Override
    public Integer call() {
        Optional<Configuration> configuration =
                ConfigFile.load(file, spec.commandLine().getErr());
        if (configuration.isEmpty()) {
            return ExitCode.CONFIG;
        }
        int sources = configuration.get().sources().size();
        spec.commandLine().getOut().println(file + ": good, " + sources + (sources == 1 ? " source" : " sources"));
        return ExitCode.OK;
    }
}
