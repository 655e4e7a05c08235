package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RingcastClient;
import io.ringcast.protocol.api.ControlView;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that changes one source of a daemon, which is named by its one argument. */
@Command(mixinStandardHelpOptions = true)
abstract class SourceChange implements Callable<Integer> {

    @Mixin
    private final AdminOptions options;

    @Parameters(paramLabel = "SOURCE", description = "Its name, as 'ringcast sources' shows it.")
    private String source = "";

    @Spec
    private @Nullable CommandSpec spec;

    SourceChange(Map<String, String> environment, String userAgent) {
        this.options = new AdminOptions(environment, userAgent);
    }

    /** Asks the daemon for it, and returns what came of it. */
    abstract ControlView change(RingcastClient client, URI admin, String name) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws Exception {
        ControlView done = change(options.client(), options.uri(), source);
        options.print(requireNonNull(spec).commandLine().getOut(), done);
        return ExitCode.OK;
    }
}
