package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Daemon;
import io.ringcast.daemon.app.DaemonOptions;
import io.ringcast.daemon.config.Configuration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringcastd run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "Runs the service that a configuration file describes.",
        footer = {"%nExample:", "  ringcastd run -c ringcast.toml"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "ringcast.toml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private Path file;

    RunCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Optional<Configuration> configuration = ConfigFile.load(file, err);
        if (configuration.isEmpty()) {
            return ExitCode.CONFIG;
        }
        Daemon daemon = new Daemon(configuration.get(), DaemonOptions.SERVICE, System.getenv());
        return Service.run(daemon, Optional.empty(), err);
    }
}
