package io.ringcast.daemon.cli;

import io.ringcast.daemon.config.ConfigPrinter;
import io.ringcast.daemon.config.Configuration;
import io.ringcast.daemon.config.DaemonConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcastd print-config}. */
@Command(
        name = "print-config",
        mixinStandardHelpOptions = true,
        header =
                "Prints the effective configuration, each key with where it comes from and what it means; secrets masked.",
        footer = {"%nExample:", "  ringcastd print-config ringcast.toml"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PrintConfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The configuration; the defaults when absent.")
    private Optional<Path> file;

    PrintConfigCommand() {}

    @Override
    public Integer call() {
        Optional<Configuration> configuration = file.isPresent()
                ? ConfigFile.load(file.get(), spec.commandLine().getErr())
                : Optional.of(new Configuration(DaemonConfig.DEFAULT, List.of()));
        configuration.ifPresent(found -> {
            spec.commandLine().getOut().print(ConfigPrinter.print(found));
            spec.commandLine().getOut().flush();
        });
        return configuration.isPresent() ? ExitCode.OK : ExitCode.CONFIG;
    }
}
