package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.GapException;
import io.ringcast.client.RefusedException;
import io.ringcast.client.SinkException;
import io.ringcast.client.UnavailableException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ringcast} command: its subcommands, and how errors become one line and an exit code. */
@Command(
        name = "ringcast",
        description = "Listens to streams, says what they are, shows and changes what a daemon does, and tests it.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:a normal end; also when nobody reads standard output any more, as behind head",
            "  1:bench saw a gap, a duplicate or corruption; a gap with --exact",
            " 64:wrong usage",
            " 69:cannot connect, refused, cut or too slow; doctor found something bad",
            " 70:an internal error",
            "130:ended by Ctrl-C; 143 by SIGTERM",
        },
        footer = {
            "",
            "Example:",
            "  ringcast listen http://localhost:8000/card | ffplay -",
        })
public final class Main implements Runnable {

    /** Variables that the commands read, each with its meaning. */
    public static final Map<String, String> ENVIRONMENT = environment();

    private static final int UNAUTHORIZED = 401;

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    /** Runs the command and ends the process. */
    public static void main(String[] args) {
        // The bytes of a stream go to the descriptor as they are; text is UTF-8 whatever the locale says, as JSON must
        // be.
        OutputStream raw = new FileOutputStream(FileDescriptor.out);
        PrintWriter out = new PrintWriter(raw, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(args, System.getenv(), raw, out, err);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs the command with the given environment and streams and returns its exit code. */
    static int run(String[] args, Map<String, String> environment, OutputStream raw, PrintWriter out, PrintWriter err) {
        return commandLine(environment, raw, out, err).execute(args);
    }

    /** The commands as they are declared, for who makes pages of them: not to be executed. */
    public static CommandLine model() {
        PrintWriter nobody = new PrintWriter(Writer.nullWriter());
        return commandLine(Map.of(), OutputStream.nullOutputStream(), nobody, nobody);
    }

    private static Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("RINGCAST_ADMIN", "URL of the daemon's admin port, where --admin is not given.");
        variables.put("RINGCAST_PASSWORD", "Password of send, where the URL has none.");
        variables.put(
                "RINGCAST_TOKEN",
                "Sent to the admin port as a bearer token: the admin-token of the daemon, or what a proxy before it asks for.");
        return Collections.unmodifiableMap(variables);
    }

    private static CommandLine commandLine(
            Map<String, String> environment, OutputStream raw, PrintWriter out, PrintWriter err) {
        Version version = new Version();
        String userAgent = "ringcast/" + version.number();
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new ListenCommand(raw, userAgent))
                .addSubcommand(new PlayCommand(environment, userAgent))
                .addSubcommand(new RecordCommand(userAgent))
                .addSubcommand(new StatusCommand(environment, userAgent))
                .addSubcommand(new TopCommand(environment, userAgent))
                .addSubcommand(new ListenersCommand(environment, userAgent))
                .addSubcommand(new EndsCommand(environment, userAgent))
                .addSubcommand(new EventsCommand(environment, userAgent))
                .addSubcommand(new KickCommand(environment, userAgent))
                .addSubcommand(new SwitchCommand(environment, userAgent))
                .addSubcommand(new RestartCommand(environment, userAgent))
                .addSubcommand(new ClearCommand(environment, userAgent))
                .addSubcommand(new SignCommand(environment))
                .addSubcommand(new ProbeCommand(System.in, userAgent))
                .addSubcommand(new SendCommand(System.in, environment, userAgent))
                .addSubcommand(new DoctorCommand(environment, userAgent))
                .addSubcommand(new BenchCommand(environment, userAgent))
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new ReferenceCommand(raw));
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((e, arguments) -> wrongUsage(e));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
        return line;
    }

    private static int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof UnavailableException) {
            boolean token = e instanceof RefusedException refused && refused.status() == UNAUTHORIZED;
            err.println(name + ": " + e.getMessage() + (token ? " Give it in RINGCAST_TOKEN." : ""));
            return ExitCode.UNAVAILABLE;
        }
        if (e instanceof GapException) {
            err.println(name + ": " + e.getMessage());
            return ExitCode.NOT_EXACT;
        }
        if (e instanceof SinkException) {
            err.println(name + ": cannot write: " + e.getMessage());
            return ExitCode.UNAVAILABLE;
        }
        err.println(name + ": internal error, please report it:");
        e.printStackTrace(err);
        return ExitCode.INTERNAL;
    }

    @Override
    public void run() {
        CommandSpec own = requireNonNull(spec);
        throw new ParameterException(own.commandLine(), "no command given");
    }

    /** The version of the package. */
    static final class Version implements IVersionProvider {

        String number() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"ringcast " + number()};
        }
    }
}
