package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import io.ringcast.client.RingcastClient;
import io.ringcast.client.SinkException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast listen}: the bytes of a stream, exactly, on standard output. */
@Command(
        name = "listen",
        description = "Writes a stream to standard output, byte for byte, until it ends.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exits 0 when the stream ends, and when nobody reads the output any more; 69",
            "when it cannot be had or is cut.",
            "",
            "Examples:",
            "  ringcast listen tcp://localhost:5000 | ffplay -",
            "  ringcast listen http://localhost:8000/card > card.ts",
        })
final class ListenCommand implements Callable<Integer> {

    private final OutputStream output;
    private final String userAgent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "tcp://host:port, http://host:port/NAME or https://…")
    private @Nullable URI url;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "Give up when no connection stands after this long (default: ${DEFAULT-VALUE}).")
    private Duration connectTimeout = Duration.ZERO;

    ListenCommand(OutputStream output, String userAgent) {
        this.output = output;
        this.userAgent = userAgent;
    }

    @Override
    public Integer call() throws Exception {
        try {
            new RingcastClient(connectTimeout, userAgent, Optional.empty()).listen(requireNonNull(url), output);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        } catch (SinkException e) {
            if (!isClosedPipe(e)) {
                throw e;
            }
            // The reader has seen enough. Other programs are ended by SIGPIPE here, without a word; Java ignores that
            // signal.
        }
        return ExitCode.OK;
    }

    private static boolean isClosedPipe(SinkException e) {
        return e.getMessage() != null && e.getMessage().contains("Broken pipe");
    }
}
