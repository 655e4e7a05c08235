package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Daemon;
import io.ringcast.daemon.app.DaemonOptions;
import io.ringcast.daemon.app.Version;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.LoadResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcastd}: broadcasts what stands on its command line at once, or runs one of its subcommands. */
@Command(
        name = "ringcastd",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class,
        sortOptions = false,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckConfigCommand.class,
            PrintConfigCommand.class,
            ReferenceCommand.class
        },
        header = "Takes streams of bytes in once and gives them to everyone.",
        description =
                "%nBroadcasts each URL at once: the first on TCP port 5000, the next on 5001 and so on, all of them on"
                        + " HTTP port 8000 as /NAME. Prints the commands that listen.%n",
        footer = {
            "%nExamples:",
            "  ringcastd demo",
            "  ringcastd http://origin.example/radio.mp3",
            "  ringcastd --tcp 6000 radio=http://origin.example/radio.mp3 film=http://origin.example/film.ts",
            "  ringcastd run -c /etc/ringcast.toml",
            "%nExit codes: 0 normal, 64 usage, 69 something needed is unavailable, 70 internal, 78 configuration."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class Main implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private QuickOptions quick;

    @Parameters(
            arity = "0..*",
            paramLabel = "[NAME=]URL",
            description = "What to broadcast; the names are stream, stream2 and so on unless given.")
    private List<String> urls = List.of();

    private Main() {}

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** The command with its subcommands, ready to be executed; also for who makes pages of what it declares. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setParameterExceptionHandler((error, given) -> {
            PrintWriter err = error.getCommandLine().getErr();
            err.println("ringcastd: " + error.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
            err.println("Try 'ringcastd --help'.");
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((error, command, parsed) -> Failures.report(error, command.getErr()));
        return line;
    }

    @Override
    public Integer call() {
        if (urls.isEmpty()) {
            spec.commandLine().usage(spec.commandLine().getErr());
            return ExitCode.USAGE;
        }
        return broadcast(spec.commandLine(), quick, urls, Greeting.URLS);
    }

    /** Broadcasts {@code urls} until the process is told to stop. */
    static int broadcast(CommandLine line, QuickOptions quick, List<String> urls, Greeting greeting) {
        QuickConfiguration made;
        try {
            made = QuickConfiguration.of(quick, urls);
        } catch (InvalidValueException e) {
            throw new CommandLine.ParameterException(line, e.getMessage(), e);
        }
        if (made.configuration().check() instanceof LoadResult.Rejected rejected) {
            rejected.problems().forEach(problem -> line.getErr().println("ringcastd: " + problem.message()));
            return ExitCode.USAGE;
        }
        Daemon daemon = new Daemon(made.configuration(), DaemonOptions.atPrompt(made.defaultPorts()), System.getenv());
        return Service.run(
                daemon,
                Optional.of(() -> greeting.print(daemon, quick.stdout ? line.getErr() : line.getOut())),
                line.getErr());
    }

    /** What {@code --version} says. */
    static final class VersionProvider implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ringcastd " + Version.number(), "Java " + Runtime.version()};
        }
    }
}
